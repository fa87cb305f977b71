#!/usr/bin/env bash
# Translations, by other people's tools: gettext reads each and finds in it every text of the rule book and no other;
# pofilter looks for what translators do wrong.
source "$(dirname "$0")/tools.sh"
debian msgfmt=gettext
python_tools languages
folder=src/clinical/knowledge/translations
work="$scratch/languages"
rm -rf "$work"
mkdir -p "$work"

binary="${TWITCH_TRIAGE_BINARY:-}"
if [ -z "$binary" ]; then
    run cargo build --locked --quiet
    binary="${CARGO_TARGET_DIR:-$root/target}/debug/twitch-triage"
fi
"$binary" translations > "$work/twitch-triage.pot"
run msgfmt --check-format --output-file=/dev/null "$work/twitch-triage.pot"

# Not asked of pofilter, because it knows them of English only or cannot know the reason:
#   acronyms, startcaps, doublequoting   German has its own (EKG, EMG; nouns in capitals; „ and “)
#   unchanged       names such as TSH and Statin; a test in Rust lists them
#   sentencecount   full stops of abbreviations
#   puncspacing     takes „: (“ after another number of brackets for a fault
#   brackets        the German word before a word of the operator: Notaufnahme ({emergency_department})
#   numbers         38°C is 38 °C in German; a test in Rust compares all digits
not_asked=(acronyms startcaps doublequoting unchanged sentencecount puncspacing brackets numbers)

failed=0
for po in "$folder"/*.po; do
    language="$(basename "$po" .po)"
    run msgfmt --check --statistics --output-file=/dev/null "$po" || failed=1
    run msgcmp "$po" "$work/twitch-triage.pot" || failed=1
    # What msgmerge would change, but for where lines end, is out of date.
    msgmerge --quiet --no-wrap --no-fuzzy-matching "$po" "$work/twitch-triage.pot" > "$work/$language.po"
    if grep -qE '^#(~|, fuzzy)' "$work/$language.po"; then
        echo "$po holds texts that are not in the rule book"
        failed=1
    fi
    run pofilter --language="$language" --progress=none "${not_asked[@]/#/--excludefilter=}" \
        --input="$po" --output="$work/$language-faults.po" > "$work/$language.log" 2>&1 || { cat "$work/$language.log"; failed=1; }
    if [ -s "$work/$language-faults.po" ] && grep -A 8 '(pofilter)' "$work/$language-faults.po"; then
        failed=1
    fi
done
exit $failed
