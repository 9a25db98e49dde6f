/* What the templates of kiosk/templates show: plain structs that the server fills. Arrays come with their length in a
 * field NAME_count. Nothing here is owned: all of it lives in the form, in the answers or in the caller's arena while
 * the page is written. */
#ifndef KIOSK_VIEW_H
#define KIOSK_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "core/answers.h"
#include "core/catalogue.h"

/* Text that is not NUL-terminated; written escaped. */
struct span {
	const char *data;
	size_t len;
};

/* Markup of this project or of a form file; written as it is, by {{raw_markup}} alone. */
struct markup {
	const char *data;
	size_t len;
};

/* A form's text in which {names} stand for answers; written escaped, with the answers put in. answers may be NULL. */
struct piped {
	const struct answers *answers;
	const struct text *text;
	const char *fallback; /* when the form gives no text; may be NULL */
	bool marked;          /* for script, which puts the answers in as they change */
	const char *lang;
};

/* The only things that a page may point at. The writer encodes the parts. */
enum url_kind {
	URL_HOME,          /* the home page in a language; of a kiosk, when it names one */
	URL_POSTER,        /* a poster's page; text is its code */
	URL_HELP,          /* the help page in a language */
	URL_ACCESSIBILITY, /* the accessibility statement in a language */
	URL_COME_BACK,     /* where receipts are looked at */
	URL_FORM,          /* a form's first page; text is its id */
	URL_DONE,          /* the page that thanks for a form's sheet; text is the form's id */
	URL_STAFF,         /* the staff's corner of a kiosk */
	URL_MANIFEST,      /* what installs a kiosk */
	URL_ANCHOR,        /* a question on this page; number is its place in the form */
	URL_PHONE,         /* text is the number to dial */
	URL_PICTURE,       /* a pictogram of this page; number is its place in pictogram_names */
	URL_ASSET,         /* text is an asset's name (kiosk/asset.h) */
	URL_LEAVE,         /* text is the site's address to leave to ("https://...") */
	URL_IMAGE,         /* text is an image within the form file ("data:image/...") */
};
struct url {
	enum url_kind kind;
	const char *text;
	const char *lang; /* or NULL */
	size_t number;
	const char *kiosk; /* name of the kiosk whose own home and forms these are, or NULL */
};

/* A QR code's modules, width * width, 1 is dark; written as the path of an SVG whose unit is a module. */
struct qr_view {
	size_t width;
	const unsigned char *modules;
};

/* A sentence: the form's own wording or a message of the catalogue with at most one place. */
struct said {
	const char *text; /* NULL: the message */
	const struct catalogue *words;
	unsigned key;
	struct message_value value;
};

/* The id of a control: q7 for the first of question 7, q7-2 for its second choice, q7-1-2 for the second choice of its
 * first row. */
struct control_id {
	size_t question, row, choice; /* row and choice count from 1; 0: none */
};

/* The ids of what explains a question: "q7-about q7-hint q7-fault". */
struct explanations {
	size_t question;
	bool about, hint, fault;
};

struct language_view {
	const char *lang, *name;
	bool current;
	const char *away;   /* the form is not in it: said in that language; or NULL */
	struct url address; /* for a page that holds no answers */
};

struct phone_view {
	struct url address;
	const char *number, *name, *note;  /* note may be NULL */
	const char *name_lang, *note_lang; /* when it is another than the page's, else NULL */
};

struct link_view {
	struct url address;
	const char *lang;                /* of title and description, where it is not the page's; or NULL */
	const char *title, *description; /* description may be NULL */
};

struct links_view {
	const struct link_view *links;
	size_t links_count;
};

struct phones_view {
	const struct phone_view *phones;
	size_t phones_count;
	bool to_read; /* a kiosk cannot call: the numbers are no links */
};

/* A piece of a form's html element: markup, an answer, or the site's phone numbers. */
struct html_part {
	struct markup markup;
	bool answered;
	struct piped answer;
	const struct phones_view *numbers;
};

/* A pictogram of a form in easy language, named by its place (core/pictogram.h). */
struct picture_view {
	size_t number;
	struct markup drawing;
};

struct choice_view {
	bool bare;  /* its words alone, for script to make a choice of */
	bool first; /* of its question: has the question's id */
	struct control_id id;
	bool pictured;
	struct url picture;
	const char *value, *label;
	const char *end; /* what this end of a scale means, or NULL */
	bool checked, disabled, faulty;
};

/* A row of a matrix or a place of a ranking. */
struct row_view {
	struct control_id id; /* places */
	size_t number;        /* places */
	bool pictured;
	struct url picture;
	const char *label, *name, *value; /* rows: the field is name.value */
	const struct choice_view *choices;
	size_t choices_count;
};

/* The free text beside a question: of "other", or a comment. The field is name-Comment. */
struct beside_view {
	size_t question;
	const char *name;
	bool other;
	const char *label; /* of the choice "other", or of the comment; NULL: the catalogue's */
	const char *placeholder;
	struct span value;
	size_t max_length;
	bool disabled;
};

/* An element of a form. One of the is_ flags says which; is_field and is_group say how a question is laid out. */
struct item_view {
	size_t number; /* its place in the form */
	const char *name;
	bool marked;   /* for script */
	bool numbered; /* with its number, where not all elements are there to be counted */
	bool absent;   /* there, and not to be seen yet */
	bool is_panel, is_html, is_image, is_output;
	bool is_field, is_line, is_area, is_select;
	bool is_group, is_choices, is_matrix, is_ranking;
	bool is_radios; /* a group of radio buttons */
	bool titled, described, hinted, required, faulty, disabled;
	bool pictured;
	struct url picture;
	bool explained; /* described, hinted or faulty */
	struct explanations explanations;
	struct piped title, description;
	struct said hint, fault;

	const struct item_view *items; /* is_panel */
	size_t items_count;
	const struct html_part *parts; /* is_html */
	size_t parts_count;
	struct url image; /* is_image */
	const char *alternative;

	const char *type;     /* of the input: "radio", "checkbox", "text", "date", ... */
	const char *keyboard; /* inputmode or NULL */
	const char *placeholder;
	struct span value;
	size_t max_length; /* 0: none */
	unsigned lines;
	const struct choice_view *choices;
	size_t choices_count;
	const char *layout; /* class of the choices: "list", "beside", "beside trio", "columns" or "scale" */
	const struct row_view *rows;
	size_t rows_count;
	const struct beside_view *beside; /* or NULL */
};

struct section_view {
	size_t number; /* the page's place in the form */
	bool marked;   /* script finds it by its number */
	bool titled, described;
	struct piped title, description;
	const struct item_view *items;
	size_t items_count;
};

struct fault_view {
	struct url address;
	struct piped title;
	struct said message;
};

/* An answer of another page, carried along. The field is name, name.part or name-Comment. */
struct carried_view {
	const char *name;
	const char *part; /* or NULL */
	bool comment;
	struct span value;
};

/* What is kept, in words. */
struct kept_view {
	bool day;   /* the day of a report */
	bool words; /* there is something to write, so: your own words can give you away */
	bool kiosk; /* on a device for everyone */
};

/* The way from a form to its easy-language version, or back. */
struct version_view {
	struct url address;
	bool easy; /* there: in easy language */
};

/* A slip's code and the poster by which a person came: asked for on one page, carried on the others. */
struct brought_view {
	bool asks_slip, carries_slip;
	const char *slip;   /* as it was typed */
	const char *fault;  /* what is wrong with it, or NULL */
	const char *poster; /* its code, or NULL */
	const char *place;  /* its name: the box is shown */
	bool keep;          /* the box is ticked */
};

/* The page of a poster's code. */
struct poster_view {
	const char *wrong, *what; /* what is wrong with the code, or NULL */
	const char *contact;      /* who wants to hear of it */
	bool good;                /* the code is good: what follows is there */
	bool offered;             /* the form is open */
	const struct phones_view *numbers;
	struct url help_address, form_address;
	const char *lang, *code, *place;
	const char *readers; /* who reads reports and how often; or NULL */
	const struct kept_view *kept;
};

struct form_view {
	struct url action;
	const char *lang;
	const char *page_name; /* NULL when all pages are on one */
	const char *seen;      /* the questions shown here: see server/pages.h */
	const char *id;        /* hex or NULL */
	const char *receipt;   /* the code that this sheet's sender will get, or NULL */
	struct piped title, description;
	bool described;
	bool stepped; /* progress is shown */
	bool again;   /* not the first page: the form's title steps back */
	unsigned number, total;
	const char *notice; /* or NULL */
	const struct fault_view *faults;
	size_t faults_count;
	const struct carried_view *carried;
	size_t carried_count;
	const struct brought_view *brought; /* or NULL */
	const struct section_view *sections;
	size_t sections_count;
	bool some_required;
	bool can_go_back, can_go_on;                      /* can_go_on: the button says next and not send */
	const char *next_label, *back_label, *send_label; /* the form's wording or NULL */
	const struct kept_view *kept;                     /* on the first page, or NULL */
	const struct version_view *version;               /* or NULL */
	const struct picture_view *pictures;
	size_t pictures_count;
};

struct home_view {
	const struct links_view *everyone, *staff; /* NULL when there are none */
	bool empty;
	bool receipts; /* some form gives them */
	struct url come_back;
	const struct kept_view *kept;
};

/* What a reporter finds in their mailbox. */
struct message_view {
	const char *title;
	const char *day, *date; /* 02.03.2026, 2026-03-02 */
	const char *lang;
	bool says; /* it has words */
	struct span text;
};

/* The page where receipts are looked at. */
struct come_back_view {
	struct url here;
	const char *lang;
	const char *fault;   /* what is wrong with the code, or NULL */
	const char *notice;  /* what became of something, or NULL */
	const char *sent;    /* the same, when it went well */
	const char *receipt; /* as it was typed, or "" */
	bool opened;         /* the code is one: what is there is shown, and more can be written */
	const struct message_view *messages;
	size_t messages_count;
	const char *id;   /* of the next thing that is written, in hex */
	struct span text; /* what was typed and could not be sent */
	size_t most;      /* characters of it */
	struct url script;
	const char *integrity;
};

struct thanks_view {
	const struct html_part *parts; /* the form's own words, or none */
	size_t parts_count;
	bool report;          /* a report and not a survey */
	bool receipt;         /* there is a code to come back with, or should be one */
	const char *code;     /* the code in groups; NULL when it was lost */
	bool scripted;        /* the script puts the code in, or says that it was lost */
	struct url come_back; /* where it is looked at */
	struct url home_address;
};

/* What the respondent's own script works with. */
struct device_view {
	struct span rules; /* JSON: core/form_device.h and server/pages_device.c */
	bool slip;         /* the form asks for one */
	bool work;         /* likewise for a proof of work */
	bool kiosk;        /* nothing is kept on the device, not even when asked */
	bool aloud;        /* questions may be read aloud, where the device has a voice */
	const struct section_view
	        *sections; /* every page but the one that is shown, with all that may appear in time */
	size_t sections_count;
	const struct thanks_view *thanks;
	const char *thanks_title;                         /* of the window when the sheet has arrived */
	const char *next_label, *back_label, *send_label; /* the form's wording or NULL */
	struct url script;
	const char *integrity;
};

/* The help page or the accessibility statement, whose text the site words. */
struct help_view {
	const struct html_part *parts;
	size_t parts_count;
};

struct error_view {
	unsigned status;
	const char *title, *what, *next;
	struct url home_address;
};

/* A form on a kiosk's start page. */
struct card_view {
	struct url address;
	const char *title, *description; /* description may be NULL */
	bool take_along;
};

struct kiosk_start_view {
	const struct language_view *languages;
	size_t languages_count;
	const struct card_view *cards;
	size_t cards_count;
	struct url staff_address;
};

/* A form to take along on one's own phone. */
struct kiosk_take_view {
	const char *title;
	struct qr_view code;
	size_t side;         /* of the code with its quiet zone, in modules */
	const char *address; /* to type in */
	struct url home_address;
};

struct kiosk_done_view {
	bool report;
	struct url home_address;
};

struct kiosk_staff_view {
	const char *name, *place; /* place may be NULL */
	bool testable;            /* there is a form to fill in, and what its test sheets are sealed to: */
	const char *form, *lock, *key;
	size_t size;
	struct url home_address;
};

/* The help page or the accessibility statement within a kiosk. */
struct kiosk_worded_view {
	const struct help_view *words;
	struct url home_address;
};

/* What every page of a kiosk tells its script. */
struct kiosk_view {
	const char *name, *kind; /* kind: start, form, take, done, staff, help or error */
	const char *form;        /* id, or "" */
	unsigned idle_seconds, warning_seconds;
	bool staff; /* the staff's corner, which has a script of its own */
	struct url script, corner, manifest;
	const char *integrity, *corner_integrity;
};

/* The whole document. Exactly one of home, help, form, thanks, error and those of a kiosk is there. */
struct page_view {
	bool easy; /* a form in easy language: larger and wider */
	const char *lang;
	const char *title; /* of the browser's window, before the site's name; NULL: the name alone */
	bool faulty;       /* the window's title says that something is to be corrected */
	const char *site, *contact;
	const char *site_lang, *contact_lang; /* when it is another than the page's, else NULL */
	bool leave;                           /* a way to leave at once */
	struct url leave_address;
	bool coloured; /* the town has a colour of its own */
	struct markup town_style;
	bool links_out;        /* to the help page: not from answers */
	bool answers_are_here; /* no link leads away, and languages are buttons that keep the answers */
	const char *enter;     /* with answers_are_here, what Enter in a text field does: "next" or "send" */
	const struct language_view *languages;
	size_t languages_count;
	struct url home_address, help_address, accessibility_address;
	const struct device_view *device;  /* NULL where a page works without script alone */
	const struct phones_view *numbers; /* NULL where the page itself names them */
	const struct home_view *home;
	const struct help_view *help;
	const struct poster_view *poster;
	const struct form_view *form;
	const struct thanks_view *thanks;
	const struct come_back_view *come_back;
	const struct error_view *error;
	const struct kiosk_view *kiosk; /* NULL on people's own devices */
	const struct kiosk_start_view *kiosk_start;
	const struct kiosk_take_view *kiosk_take;
	const struct kiosk_done_view *kiosk_done;
	const struct kiosk_staff_view *kiosk_staff;
	const struct kiosk_worded_view *kiosk_worded;
};

#endif
