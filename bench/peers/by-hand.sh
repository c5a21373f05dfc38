#!/bin/sh
# by-hand.sh FORMAT ...: report.md of this folder, by pandoc and WeasyPrint as one would call them.
set -eu
common="--standalone --citeproc --toc --toc-depth=2"
for format; do
	case $format in
	pdf)
		"$PANDOC" report.md -o pages.html $common --css pages.css --lua-filter notes.lua
		"$PYTHON" -m weasyprint --quiet pages.html report.pdf
		;;
	html) "$PANDOC" report.md -o report.html $common --css pages.css --embed-resources ;;
	*) "$PANDOC" report.md -o "report.$format" $common ;;
	esac
done
