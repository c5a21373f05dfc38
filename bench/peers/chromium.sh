#!/bin/sh
# chromium.sh pdf: the same page as by hand, printed by Chromium; without notes at the foot.
set -eu
"$PANDOC" report.md -o printed.html --standalone --citeproc --toc --toc-depth=2 --css pages.css
"$CHROMIUM" --headless --no-sandbox --disable-gpu --no-pdf-header-footer --print-to-pdf=report.pdf \
	"file://$PWD/printed.html" 2>/dev/null
