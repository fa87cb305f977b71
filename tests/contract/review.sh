#!/usr/bin/env bash
# Warns when no clinician has reviewed the rule book, or when the next review is due. It never fails: a date that
# passes must not stop a repair.
source "$(dirname "$0")/tools.sh"
file=src/clinical/knowledge/rule_book.toml

reviewed="$(sed -n 's/^reviewed = "\?\([0-9-]*\).*/\1/p' "$file")"
months="$(sed -n 's/^review_interval_months = \([0-9]*\).*/\1/p' "$file")"
if [ -z "$reviewed" ]; then
    echo "WARNING: no clinician has reviewed the rule book ($file)"
elif due="$(date --date "$reviewed + $months months" +%F)" && [[ "$due" < "$(date +%F)" ]]; then
    echo "WARNING: the review of $reviewed was to be repeated by $due ($file)"
else
    echo "the next review of the rule book is due on $due"
fi
