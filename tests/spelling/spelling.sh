#!/bin/sh
# Spells the texts of the forms, of the pages and of the site's template in all their languages with hunspell. Names and terms that its
# dictionaries lack stand in words-LANGUAGE.txt, one a line. Prints each unknown word with file and element; exit 1 if there is any, or if a
# word of ours is one that no text needs.
set -eu
cd "$(dirname "$0")"

unknown_words() { # LANGUAGE DICTIONARY: text on standard input
	# An apostrophe at a word's end is English grammar, not spelling; inside a word the dictionaries write it as typewriters did.
	sed "s/’s\?\\b\( \|$\)/ /g; s/[’']\( \|$\)/ /g; s/’/'/g" | hunspell -i UTF-8 -d "$2" -p "words-$1.txt" -l | sort -u
}

check() { # LANGUAGE DICTIONARY
	texts=$(node texts.mjs "$1")
	[ -n "$texts" ] || echo "no text at all is in $1"
	for word in $(printf '%s\n' "$texts" | cut -f 3 | unknown_words "$1" "$2"); do
		printf '%s\n' "$texts" | sed "s/’/'/g" | grep -wF -- "$word" | while IFS='	' read -r file element _; do
			echo "$file: $element: \"$word\" is not known ($1)"
		done
	done
	while read -r word; do
		printf '%s\n' "$texts" | sed "s/’/'/g" | grep -qF -- "$word" || echo "words-$1.txt: no text needs \"$word\""
	done <"words-$1.txt"
}

# A checker that finds nothing in nonsense would find nothing anywhere.
finds() { # LANGUAGE DICTIONARY SENTENCE WORD
	[ "$(echo "$3" | unknown_words "$1" "$2")" = "$4" ] || { echo "spelling: the dictionary $2 does not work" >&2; exit 1; }
}
finds lv lv_LV 'Bērns iet skkolā' skkolā
finds en en_GB 'The chiild goes' chiild
finds ru ru_RU 'Ребёнок идёт в шкоолу' шкоолу
finds uk uk_UA 'Дитина пам’ятає шкоолу' шкоолу

faults=$(check lv lv_LV; check en en_GB; check ru ru_RU; check uk uk_UA)
[ -z "$faults" ] || { printf '%s\n' "$faults"; exit 1; }
