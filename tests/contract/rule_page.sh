#!/usr/bin/env bash
# The rule book as a page in a real browser: every rule, every link, nothing from elsewhere, no script needed, and right on
# paper. The print is kept under target/contract.
source "$(dirname "$0")/tools.sh"
node_tools
debian chromium=chromium curl=curl

start_service "$scratch/rule_page.log"
cp "$here/browser/rule_page.js" "$scratch/node/"
run timeout 180 node "$scratch/node/rule_page.js" "$url" "$scratch/rules.pdf"
