#!/bin/sh
# typst.sh FORMAT ...: the PDF by pandoc and typst; what typst does not make, by pandoc.
set -eu
for format; do
	case $format in
	pdf)
		"$PANDOC" report.md -o report.typ --standalone --citeproc --toc --toc-depth=2 \
			-V papersize=a4 -V fontsize=10.5pt -V mainfont="Source Serif 4"
		"$TYPST" -c 'import typst; typst.compile("report.typ", output="report.pdf", font_paths=["fonts"])'
		;;
	*) sh by-hand.sh "$format" ;;
	esac
done
