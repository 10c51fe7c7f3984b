-- The dialect in Word: every div of ours takes a paragraph style of reference.docx, every span a character style.

local List = pandoc.List
local widths = dofile(pandoc.path.join({ pandoc.path.directory(PANDOC_SCRIPT_FILE), "widths.lua" }))
local shorter = dofile(pandoc.path.join({ pandoc.path.directory(PANDOC_SCRIPT_FILE), "shorter.lua" }))
local words = {}

local PARAGRAPHS = { kicker = "Kicker", lead = "Lead", ["lead-close"] = "Lead Close", read = "Read Note", ["do"] = "Do Note", missing = "Missing",
  annex = "Annex", notice = "Callout", ["notice-title"] = "Callout Title" }
local SCORE = { ["score-name"] = "Score Name", ["score-value"] = "Score Value", ["score-note"] = "Score Note",
  ["score-change"] = "Score Note", ["score-since"] = "Score Note" }
local CHARACTERS = {
  interval = "Interval", detail = "Interval", evidence = "Evidence", ["caption-label"] = "Caption Label",
  good = "Good", bad = "Bad", careful = "Careful", neutral = "Neutral" }

local function styled(name, blocks) return pandoc.Div(blocks, { ["custom-style"] = name }) end

-- "Figura 3." with its number in a field, so that Word can list figures and tables; the number in it is right already.
local function numbered(element)
  local word, number = pandoc.utils.stringify(element):match("^(%S+) (%d+)%.$")
  if not word then return element end
  local run = '<w:r><w:rPr><w:rStyle w:val="CaptionLabel" /></w:rPr>%s</w:r>'
  local part = function(text) return run:format(text) end
  return pandoc.RawInline("openxml", part('<w:t xml:space="preserve">' .. word .. " </w:t>")
    .. part('<w:fldChar w:fldCharType="begin" />')
    .. part('<w:instrText xml:space="preserve"> SEQ ' .. word .. " \\* ARABIC </w:instrText>")
    .. part('<w:fldChar w:fldCharType="separate" />') .. part("<w:t>" .. number .. "</w:t>")
    .. part('<w:fldChar w:fldCharType="end" />') .. part("<w:t>.</w:t>"))
end

local function span(element)
  if element.classes:includes("caption-label") then return numbered(element) end
  for class, name in pairs(CHARACTERS) do
    if element.classes:includes(class) then
      element.attributes["custom-style"] = name .. (element.attributes.close and " Close" or "")
      element.attributes.close = nil
      if class == "interval" or class == "detail" then return { pandoc.LineBreak(), element } end
      return element
    end
  end
end

-- Each part of a number on a line of its own, in the paragraph style of its part; the change and the period it is
-- measured over share one.
local function score(div)
  local result, change = List(), nil
  div:walk({ traverse = "topdown", Image = function(image)
    if not image.classes:includes("spark") then return end
    image.attributes.height = "0.14in"
    result:insert(styled("Score Note", { pandoc.Para({ image }) }))
  end, Span = function(part)
    for class, name in pairs(SCORE) do
      if part.classes:includes(class) then
        if class == "score-since" and change then
          change.content[1].content:extend({ pandoc.Space(), part })
        else
          local line = styled(name, { pandoc.Para({ part }) })
          if class == "score-change" then change = line end
          result:insert(line)
        end
      end
    end
  end })
  return result
end

local function cells_in_rows(cells, columns)
  local rows, row = List(), List()
  for i, blocks in ipairs(cells) do
    row:insert(pandoc.Cell(blocks))
    if #row == columns or i == #cells then
      while #row < columns do row:insert(pandoc.Cell({ pandoc.Plain({}) })) end
      rows:insert(pandoc.Row(row))
      row = List()
    end
  end
  return rows
end

-- A table without header, used to put things side by side.
local function side_by_side(cells, columns, name)
  local specs = List()
  for _ = 1, columns do specs:insert({ pandoc.AlignLeft, 1 / columns }) end
  local body = { attr = pandoc.Attr(), body = cells_in_rows(cells, columns), head = {}, row_head_columns = 0 }
  local tbl = pandoc.Table({ long = {}, short = nil }, specs, pandoc.TableHead(), { body }, pandoc.TableFoot())
  tbl.attributes["custom-style"] = name
  return tbl
end

local function children(div, class, make)
  local found = List()
  for _, inner in ipairs(div.content) do
    if inner.t == "Div" and inner.classes:includes(class) then found:insert(make(inner)) end
  end
  return found
end

local function risk(div)
  local blocks = List(div.content)
  if blocks[1] then blocks[1] = styled("Risk Title", { blocks[1] }) end
  return { styled("Risk", blocks) }
end

-- Cells of a table: smaller, set in the sans, as the page does; blank ones are tall enough to write in.
local function dress_row(row, name)
  for _, cell in ipairs(row.cells) do
    local inlines = pandoc.utils.blocks_to_inlines(cell.contents)
    if #inlines == 0 then inlines = { pandoc.Str("\u{a0}") } end
    cell.contents = { styled(name, { pandoc.Para(inlines) }) }
  end
end

-- Points: the line between the margins, the space between two columns, the sizes of the styles; another font may stand in.
local LINE, GAP, EASE = 470.6, 7, 1.05
local SIZES, CLOSE = { 9, 8, 7 }, { 8, 7 }
local STYLES = { [9] = "", [8] = " Small", [7] = " Smallest" }

local function dress(tbl)
  local wide, size = widths(tbl, LINE, GAP, tbl.attributes.close and CLOSE or SIZES, EASE)
  for i, spec in ipairs(tbl.colspecs) do tbl.colspecs[i] = { spec[1], wide[i] / LINE } end
  local name = tbl.attributes.blank and "Table Blank" or "Table Text" .. STYLES[size]
  tbl.attributes.blank, tbl.attributes.close = nil, nil
  for _, row in ipairs(tbl.head.rows) do dress_row(row, "Table Head" .. STYLES[size]) end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do dress_row(row, name) end
  end
  return tbl
end

-- The caption as a paragraph of its own above the table: Quarto would number it a second time.
local function caption_above(tbl)
  if #tbl.caption.long == 0 then return dress(tbl) end
  local words_of = pandoc.utils.blocks_to_inlines(tbl.caption.long)
  local caption = styled("Table Caption", { pandoc.Para({ pandoc.Span(words_of, { id = tbl.identifier }) }) })
  tbl.caption, tbl.identifier = { long = {} }, ""
  return { caption, dress(tbl) }
end

local function mark_blank(div)
  if div.classes:includes("decision") then
    return div:walk({ Table = function(tbl)
      tbl.attributes.blank = "yes"
      return tbl
    end })
  end
end

local function div(element)
  local classes = element.classes
  if classes:includes("scoreboard") then
    return side_by_side(children(element, "score", score), tonumber(element.attributes.columns) or 5, "SideBySide")
  elseif classes:includes("risks") then
    return side_by_side(children(element, "risk", risk), 3, "SideBySide")
  end
  for class, name in pairs(PARAGRAPHS) do
    if classes:includes(class) then
      element.attributes["custom-style"] = name
      return element
    end
  end
end

-- The room that word_head.py fills with Word's own table of contents.
local function opening(doc)
  doc.blocks = pandoc.Blocks({ styled("Contents Heading", { pandoc.Para({ pandoc.Str(words.contents) }) }),
    styled("toc 1", { pandoc.Para({ pandoc.Str(words.contents) }) }) }) .. doc.blocks
end

-- What stands in the small print, in the questions and in the decision sheet is a level below a section: the table of
-- contents goes no deeper. Figures of the small print are set smaller.
local function lower(div)
  local annex = div.classes:includes("annex")
  local deep = false
  div:walk({ Header = function(header) deep = deep or header.level == 3 end })
  if not (annex or div.classes:includes("decision") or div.classes:includes("team-questions")) then return end
  return div:walk({ Header = function(header)
    -- Small print with levels of its own is low enough.
    if header.level > 1 and not (annex and deep) then header.level = header.level + 1 end
    return header
  end, Image = function(image)
    if not annex then return end
    image.attributes.width = "5in"
    return image
  end })
end

-- Questions stay together, the last with nothing.
local function keep_questions(div)
  if not div.classes:includes("team-questions") then return end
  return div:walk({ OrderedList = function(list)
    for i, item in ipairs(list.content) do
      if i < #list.content then
        list.content[i] = { styled("Team Question", { pandoc.Para(pandoc.utils.blocks_to_inlines(item)) }) }
      end
    end
    return list
  end })
end

-- The page for who reads one page is set a little closer, to be one page.
local function first_page(blocks)
  local first
  for _, element in ipairs(blocks) do
    local header = element.t == "Header" and element.level == 1
    if first and (header or (element.t == "Div" and element.classes:includes("kicker"))) then break end
    if header then
      if not element.classes:includes("unnumbered") then break end
      first = true
    end
    if first and element.t == "Div" then
      if element.classes:includes("lead") then element.classes = { "lead-close" } end
      element.content = element.content:walk({ Table = function(tbl)
        tbl.attributes.close = "yes"
        return tbl:walk({ Span = function(words_of)
          local small = words_of.classes:includes("interval") or words_of.classes:includes("detail") or words_of.classes:includes("evidence")
          if small then words_of.attributes.close = "yes" end
          return words_of
        end })
      end })
    end
  end
  return blocks
end

-- A part of the small print after another goes on below it; its small line keeps its style, which the running head reads.
local BELOW = '<w:p><w:pPr><w:pStyle w:val="Kicker" /><w:pageBreakBefore w:val="0" /><w:spacing w:before="600" /></w:pPr>'
  .. '<w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>'

local function parts(blocks)
  local seen = false
  for i, element in ipairs(blocks) do
    local before = blocks[i - 1]
    if element.t == "Header" and element.level == 1 and element.classes:includes("annex") then
      if seen and before.t == "Div" and before.classes:includes("kicker") then
        local text = pandoc.utils.stringify(before):gsub("&", "&amp;"):gsub("<", "&lt;"):gsub("%%", "%%%%")
        blocks[i - 1] = pandoc.RawBlock("openxml", (BELOW:gsub("%%s", text)))
      end
      seen = true
    end
  end
  return blocks
end

function Pandoc(doc)
  words.contents = pandoc.utils.stringify(doc.meta["word-contents"] or "")
  doc.blocks = parts(first_page(shorter(doc)))
  doc.blocks = doc.blocks:walk({ Div = lower })
  doc.blocks = doc.blocks:walk({ Div = keep_questions })
  doc.blocks = doc.blocks:walk({ Div = mark_blank })
  doc.blocks = doc.blocks:walk({ Table = caption_above })
  doc.blocks = doc.blocks:walk({ Div = div })
  doc.blocks = doc.blocks:walk({ Span = span })
  opening(doc)
  return doc
end
