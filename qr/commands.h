/* The subcommands: each takes what stands after its name and answers the exit status. What is wrong goes into the
 * fault, which main prints; what a command has to say goes into the report, which main prints too. */
#ifndef QR_COMMANDS_H
#define QR_COMMANDS_H

#include "core/buf.h"
#include "qr/fault.h"

#define EXIT_MISTAKE 1
#define EXIT_USAGE 2

int qr_cmd_poster(int count, char **arguments, struct buf *report, struct qr_fault *fault);
int qr_cmd_posters(int count, char **arguments, struct buf *report, struct qr_fault *fault);
int qr_cmd_slips(int count, char **arguments, struct buf *report, struct qr_fault *fault);
int qr_cmd_screen(int count, char **arguments, struct buf *report, struct qr_fault *fault);
int qr_cmd_check(int count, char **arguments, struct buf *report, struct qr_fault *fault);

#endif
