-- Notes at the foot of the page, where WeasyPrint's CSS takes them from the text.
function Note(note)
  return pandoc.Span(pandoc.utils.blocks_to_inlines(note.content), { class = "footnote" })
end
