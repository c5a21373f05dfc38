-- Reads the text of each code block in pandoc's format `reader`, in a sandbox without any file.
function Pandoc(doc)
  local reader = pandoc.utils.stringify(doc.meta.reader)
  local read = {}
  for number, block in ipairs(doc.blocks) do
    read[number] = pandoc.Div(pandoc.read(block.text, reader, PANDOC_READER_OPTIONS, {}).blocks)
  end
  return pandoc.Pandoc(read)
end
