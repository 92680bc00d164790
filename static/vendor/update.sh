#!/bin/sh
# Fetches the vendored front-end files with npm and compiles the reduced stylesheet. Run it by hand when a
# version below changes, look at the difference, then commit. Nothing here runs when Torv is installed or served.
set -eu

GOVUK=6.3.0
FONT=5.3.0
SASS=1.108.2

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts \
  "govuk-frontend@$GOVUK" "@fontsource-variable/atkinson-hyperlegible-next@$FONT" "sass@$SASS"

npx sass --quiet-deps --no-source-map --no-charset --style=compressed \
  --load-path=node_modules/govuk-frontend/dist "$here/govuk.scss" "$here/govuk.css"
sed 's|//# sourceMappingURL=.*||' node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js > "$here/govuk.js"

font=node_modules/@fontsource-variable/atkinson-hyperlegible-next
for subset in latin latin-ext; do
  for style in normal italic; do
    cp "$font/files/atkinson-hyperlegible-next-$subset-wght-$style.woff2" "$here/atkinson-$subset-$style.woff2"
  done
done
cp "$font/LICENSE" "$here/atkinson-LICENSE.txt"
chmod 644 "$here"/*.woff2 "$here"/*.txt "$here"/*.css "$here"/*.js
