//  mdp_topic - writes the topics that subscribers subscribe to

#include "mdp_topic.h"
