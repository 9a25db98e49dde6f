/* What the server cannot do any more once it has opened what it needs: no other file, no other program, no trace of its
 * memory. */
#ifndef SERVER_CONFINE_H
#define SERVER_CONFINE_H

#include <stdbool.h>
#include <stdio.h>

/* Before anything is read: no core dump, no looking in from outside, memory that is not swapped when the system permits
 * it (a note on log says when it does not). */
void confine_memory(FILE *log);

/* Before the first thread starts: only SITE can be opened, and only SITE/data written to (Landlock), and only the
 * system calls that serving takes can be made (seccomp). False when the kernel refuses what it knows; a kernel that
 * does not know Landlock is noted. */
bool confine_process(const char *site, FILE *log);

/* In the child that becomes uzklausi-relay: it can read what naming hosts and checking certificates takes and run what
 * the system and `program` are made of, and write nothing. ca is a file of certificates, or NULL. False with errno. */
bool confine_relay(const char *program, const char *ca);

/* The seccomp half of confine_process: confine_calls.c. */
bool confine_calls(FILE *log);

#endif
