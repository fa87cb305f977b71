#!/usr/bin/env bash
# A real browser: pages of an origin that is named may call and read, others may not; the documentation page works under
# its own policy and loads nothing from elsewhere.
source "$(dirname "$0")/tools.sh"
node_tools
debian chromium=chromium curl=curl

page_port="$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')"
export TWITCH_TRIAGE_CORS_ORIGINS="http://127.0.0.1:$page_port"
start_service "$scratch/browser.log"
cp "$here/browser/pages.js" "$scratch/node/"
run timeout 120 node "$scratch/node/pages.js" "$url" "$page_port"
