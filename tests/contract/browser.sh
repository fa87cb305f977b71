#!/usr/bin/env bash
# A real browser: pages of an origin that is named may call and read, others may not; the documentation page works under
# its own policy and loads nothing from elsewhere; the page for people is used by keyboard and by pointer, asks and
# answers as the service does, passes axe and the Nu checker, and prints a letter of one page.
source "$(dirname "$0")/tools.sh"
node_tools
debian chromium=chromium curl=curl pdfinfo=poppler-utils java=default-jre-headless

failed=0
# The scripts of the page, by the types in their comments.
run node "$scratch/node/node_modules/typescript-default/bin/tsc" --checkJs --allowJs --noEmit --strict \
    --noUncheckedIndexedAccess --target es2022 --lib es2023,dom,dom.iterable --module es2022 \
    --moduleResolution bundler --types '' src/page/*.js || failed=1

page_port="$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')"
export TWITCH_TRIAGE_CORS_ORIGINS="http://127.0.0.1:$page_port"
start_service "$scratch/browser.log"
mkdir -p "$scratch/node/browser"
cp "$here"/browser/*.js "$scratch/node/browser/"
cd "$scratch/node/browser"
run timeout 120 node pages.js "$url" "$page_port" || failed=1
run timeout 120 node page_hands.js "$url" || failed=1
run timeout 300 node page_same.js "$url" "$root/src/clinical/knowledge/vectors.json" || failed=1
run timeout 300 node page_axe.js "$url" || failed=1

# HTML, style and drawings, as they are served.
mkdir -p served
for part in '' $(curl --silent "$url/" | grep -o 'page/[a-z]*\.\(css\|svg\)' | sort -u); do
    curl --silent --output "served/$(basename "${part:-page.html}")" "$url/$part"
done
run java -jar "$scratch/node/node_modules/vnu-jar/build/dist/vnu.jar" --errors-only --also-check-css --also-check-svg \
    served/* || failed=1
kill "$service"

# Where a key is needed.
cd "$root"
program="${TWITCH_TRIAGE_BINARY:-${CARGO_TARGET_DIR:-$root/target}/debug/twitch-triage}"
{ read -r key; read -r line; } < <("$program" key clinic)
printf '%s\n' "$line" > "$scratch/browser.keys"
export TWITCH_TRIAGE_API_KEYS="$scratch/browser.keys"
start_service "$scratch/browser.log"
run timeout 60 node "$scratch/node/browser/page_access.js" "$url" "$key" || failed=1
exit $failed
