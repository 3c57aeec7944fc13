package tickgate

// Hole says that the messages First to Last of an epoch were lost between the gateway and you. A book is subscribed
// again by the client.
type Hole struct {
	Topic       string
	Epoch       int64
	First, Last int64
}

// Restart says that the topic goes on in a new incarnation of the gateway.
type Restart struct {
	Topic string
	Epoch int64
}

// Silence says that no heartbeat came for 3 s, or that one knows the gateway as down. It is told once for each topic; a
// book waits until a heartbeat comes, or the gateway's next incarnation.
type Silence struct {
	Topic string
}

// Broken says that a message could not be read. It was left out, and the stream goes on. Err is an [ErrMalformed].
type Broken struct {
	Topic string
	Err   error
}

func (*Hole) isItem()    {}
func (*Restart) isItem() {}
func (*Silence) isItem() {}
func (*Broken) isItem()  {}
