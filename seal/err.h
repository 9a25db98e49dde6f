/* Errors of the seal room. */
#ifndef SEAL_ERR_H
#define SEAL_ERR_H

enum seal_err {
	SEAL_OK = 0,
	SEAL_NOMEM,
	SEAL_FORMAT,    /* not this format, or a version of it that we don't know */
	SEAL_SIZE,      /* too long for the record, or a record of the wrong size */
	SEAL_SIGNATURE, /* the signature does not hold */
	SEAL_STRANGER,  /* signed by, or made for, someone else than expected */
	SEAL_STALE,     /* signed outside the window of time */
	SEAL_CLOSED,    /* does not open with this key */
	SEAL_IO,        /* reading or writing failed; errno says why */
};

/* A short English text for err; never NULL. Static storage. */
const char *seal_err_text(enum seal_err err);

#endif
