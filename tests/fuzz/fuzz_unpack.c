//  Fuzzes what reads bytes of others: mdp_unpack, mdp_json and note

#include "mdp_json.h"
#include "mdp_token.h"
#include "mdp_unpack.h"
#include "note.h"

#include <assert.h>
#include <stdlib.h>

enum { TEXT_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    const char *frame = (const char *) data;
    mdp_unpack_t *unpack = mdp_unpack_new ();
    mdp_message_t message;
    mdp_unpack_result_t unpacked = mdp_unpack_frame (unpack, &message, frame, size);
    mdp_unpack_destroy (&unpack);

    note_t note;
    int noted = note_unpack (&note, frame, size);
    if (noted == 0) {
        char text [NOTE_PRINT_MAX];
        (void) note_print_json (&note, text, sizeof text);  //  Only that it ends well counts
        (void) note_print_text (&note, text, sizeof text);
    }

    char *text = malloc (TEXT_MAX);
    assert (text);
    size_t at;
    mdp_json_result_t printed = mdp_json_print (text, TEXT_MAX, frame, size, &at);
    assert (printed != MDP_JSON_REFUSED || at <= size);
    free (text);

    //  Nobody reads what the check refuses.
    if (mdp_token_check (frame, size, &at) != 0) {
        assert (unpacked == MDP_UNPACK_REFUSED);
        assert (noted != 0);
        assert (printed == MDP_JSON_REFUSED);
    }
    return 0;
}
