#!/bin/sh
# Spells the texts of the forms and of the pages, Latvian and English, with hunspell. Names and terms that its dictionaries lack stand in
# words-lv.txt and words-en.txt, one a line. Prints each unknown word with file and element; exit 1 if there is any.
set -eu
cd "$(dirname "$0")"

unknown_words() { # LANGUAGE DICTIONARY: text on standard input
	# An apostrophe at a word's end is English grammar, not spelling.
	sed "s/’s\?\\b/ /g; s/[’']\( \|$\)/ /g" | hunspell -i UTF-8 -d "$2" -p "words-$1.txt" -l | sort -u
}

check() { # LANGUAGE DICTIONARY
	texts=$(node texts.mjs "$1")
	for word in $(printf '%s\n' "$texts" | cut -f 3 | unknown_words "$1" "$2"); do
		printf '%s\n' "$texts" | grep -w -- "$word" | while IFS='	' read -r file element _; do
			echo "$file: $element: \"$word\" is not known ($1)"
		done
	done
}

# A checker that finds nothing in nonsense would find nothing anywhere.
[ "$(echo 'Bērns iet skkolā' | unknown_words lv lv_LV)" = skkolā ] || { echo 'spelling: the Latvian dictionary does not work' >&2; exit 1; }
[ "$(echo 'The chiild goes' | unknown_words en en_GB)" = chiild ] || { echo 'spelling: the English dictionary does not work' >&2; exit 1; }

faults=$(check lv lv_LV; check en en_GB)
[ -z "$faults" ] || { printf '%s\n' "$faults"; exit 1; }
