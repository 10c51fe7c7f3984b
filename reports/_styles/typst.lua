-- The dialect in Typst: every div of ours calls a function of template.typ.

local List = pandoc.List
local widths = dofile(pandoc.path.join({ pandoc.path.directory(PANDOC_SCRIPT_FILE), "widths.lua" }))
local shorter = dofile(pandoc.path.join({ pandoc.path.directory(PANDOC_SCRIPT_FILE), "shorter.lua" }))

local function raw(text) return pandoc.RawInline("typst", text) end
local function block(text) return pandoc.RawBlock("typst", text) end

-- A string literal of Typst.
local function quoted(text)
  return '"' .. text:gsub('[\\"]', "\\%0"):gsub("%c", " ") .. '"'
end

-- #name(arguments)[blocks]
local function call(name, blocks, arguments)
  local result = List({ block("#" .. name .. (arguments or "") .. "[") })
  result:extend(blocks)
  result:insert(block("]"))
  return result
end

local function inline_call(name, inlines)
  local result = List({ raw("#" .. name .. "[") })
  result:extend(inlines)
  result:insert(raw("]"))
  return result
end

local INLINE = { "score-name", "score-value", "score-note", "score-change", "score-since", "than", "interval", "detail", "evidence", "caption-label" }
local COLOURS = { "good", "bad", "careful", "neutral" }

local function span(element)
  for _, name in ipairs(INLINE) do
    if element.classes:includes(name) then return inline_call(name, element.content) end
  end
  for _, colour in ipairs(COLOURS) do
    if element.classes:includes(colour) then return inline_call("tinted(" .. colour .. ")", element.content) end
  end
end

local function image(element)
  if element.classes:includes("spark") then return raw("#spark(" .. quoted(element.src) .. ")") end
end

-- Code is text to be read here, never highlighted.
local function code(element) return raw("#raw(" .. quoted(element.text) .. ")") end

local function code_block(element)
  local lines = element.text:gsub('[\\"]', "\\%0"):gsub("\n", "\\n")
  return block('#raw(block: true, "' .. lines:gsub("[%z\1-\31]", " ") .. '")')
end

local function label(id)
  return id ~= "" and (", id: " .. quoted(id)) or ""
end

-- A figure with notes under it, or a table with its notes inside: they stay on its page.
local function noted(element)
  if not element.attributes.noted then return "" end
  return element.t == "Table" and ", notes: notes" or ", noted: true"
end

local function figure(element)
  local picture, alt
  element:walk({ Image = function(found)
    picture, alt = found.src, pandoc.utils.stringify(found.caption)
  end })
  if not picture then return nil end
  local caption = pandoc.utils.blocks_to_inlines(element.caption.long)
  return call("picture", { pandoc.Plain(caption) },
    "(" .. quoted(picture) .. ", alt: " .. quoted(alt) .. label(element.identifier) .. noted(element) .. ")")
end

local ALIGN = { AlignRight = "right", AlignCenter = "center", AlignLeft = "left", AlignDefault = "left" }

-- Points: the width of a page of A4 between its margins, the space between two columns, the sizes of a table's letters.
local LINE, GAP, SIZES, EASE = 464.8, 10, { 9.3, 8.6, 8 }, 1.02
-- The actions of the first page: sentences beside dates and money.
local CLOSE = { 8.2, 8 }

-- Shares of the line, since the paper may be another.
local function columns(tbl)
  local wide, size = widths(tbl, LINE + GAP, GAP, tbl.attributes.close and CLOSE or SIZES, EASE)
  local shares = List(wide):map(function(points, i)
    local edges = (i == 1 and 5 or 0) + (i == #wide and 5 or 0)
    return string.format("%.1ffr", points - edges)
  end)
  return table.concat(shares, ", "), size
end

local function put_cells(into, rows)
  for _, row in ipairs(rows) do
    for _, cell in ipairs(row.cells) do
      into:insert(raw("["))
      into:extend(pandoc.utils.blocks_to_inlines(cell.contents))
      into:insert(raw("], "))
    end
  end
end

local function count_rows(tbl)
  local rows = 0
  for _, body in ipairs(tbl.bodies) do rows = rows + #body.body end
  return rows
end

local function grid(tbl)
  local aligned = List(tbl.colspecs):map(function(spec) return ALIGN[spec[1]] or "left" end)
  local shares, size = columns(tbl)
  local content = List({ raw(string.format(
    "#grid-of(columns: (%s,), aligned: (%s,), rows: %d, size: %.1fpt%s%s, header: (",
    shares, table.concat(aligned, ", "), count_rows(tbl), size, label(tbl.identifier), noted(tbl))) })
  put_cells(content, tbl.head.rows)
  content:insert(raw("), caption: ["))
  content:extend(pandoc.utils.blocks_to_inlines(tbl.caption.long))
  content:insert(raw("], "))
  for _, body in ipairs(tbl.bodies) do put_cells(content, body.body) end
  content:insert(raw(")"))
  return pandoc.Plain(content)
end

-- Divs whose children become the arguments of one function: #scoreboard([…], […]).
local function row_of(name, div, child)
  local columns = div.attributes.columns
  local result = List({ block("#" .. name .. "(" .. (columns and "columns: " .. columns .. ", " or "")) })
  for _, inner in ipairs(div.content) do
    if inner.t == "Div" and inner.classes:includes(child) then
      result:insert(block("["))
      result:extend(inner.content)
      result:insert(block("],"))
    end
  end
  result:insert(block(")"))
  return result
end

local function pair(div)
  local result = List({ block("#pair(") })
  for _, inner in ipairs(div.content) do
    if inner.t == "Div" and (inner.classes:includes("read") or inner.classes:includes("do")) then
      result:insert(block((inner.classes:includes("do") and "do" or "read") .. ": ["))
      result:extend(inner.content)
      result:insert(block("],"))
    end
  end
  result:insert(block(")"))
  return result
end

local function callout(div)
  local title = div.content:remove(1)
  local strong = List({ "note-warning", "note-important", "note-caution" }):find_if(function(class)
    return div.classes:includes(class)
  end)
  local result = List({ block("#callout(" .. (strong and "careful" or "line") .. ", [") })
  result:extend(title.content)
  result:insert(block("])["))
  result:extend(div.content)
  result:insert(block("]"))
  return result
end

local BLOCKS = { lead = "lead", meta = "meta", missing = "missing", actions = "actions",
  decision = "decision", ["team-questions"] = "team-questions", read = "read-note", ["do"] = "do-note" }

local function div(element)
  local classes = element.classes
  if classes:includes("scoreboard") then return row_of("scoreboard", element, "score") end
  if classes:includes("risks") then return row_of("risks", element, "risk") end
  if classes:includes("pair") then return pair(element) end
  if classes:includes("notice") then return callout(element) end
  if classes:includes("annex") then
    return call("annex", element.content:walk({ traverse = "topdown", Div = div }), element.attributes.own and "(own: true)")
  end
  for class, name in pairs(BLOCKS) do
    -- What stands in it is dressed first: the walk from the top passes by what is put in a div's place.
    if classes:includes(class) then
      return call(name, element.content:walk({ traverse = "topdown", Div = div }))
    end
  end
end

-- The small line above a title and the title itself open a chapter together, on a new page; a part of the small print
-- after another goes on below it.
local function openings(blocks)
  local result, kicker = List(), List()
  for _, element in ipairs(blocks) do
    if element.t == "Div" and element.classes:includes("kicker") then
      kicker = pandoc.utils.blocks_to_inlines(element.content)
    elseif element.t == "Header" and element.level == 1 then
      local small = element.classes:includes("annex") and ", annex: true" or element.attributes.front and ", front: true" or ""
      local opening = List({ raw("#chapter(["), })
      opening:extend(kicker)
      opening:insert(raw("], " .. quoted(element.identifier) .. small .. ")["))
      opening:extend(element.content)
      opening:insert(raw("]"))
      result:insert(pandoc.Plain(opening))
      kicker = List()
    else
      if element.t == "Div" and element.classes:includes("annex") then element.content = openings(element.content) end
      result:insert(element)
    end
  end
  return pandoc.Blocks(result)
end

-- The sections of a chapter's small print are a level below those of the chapter; where it is a part of its own, under a
-- title of its own, they stay, since no level may be left out.
local function lower(blocks)
  local part = true
  for _, element in ipairs(blocks) do
    if element.t == "Header" then part = element.level == 1 end
    if element.t == "Div" and element.classes:includes("annex") then
      local own = part
      element.content:walk({ Header = function(header) own = own or header.level == 1 end })
      if own then
        element.attributes.own = "yes"
      else
        element.content = element.content:walk({ Header = function(header)
          header.level = header.level + 1
          return header
        end })
      end
    end
  end
  return blocks
end

-- For Quarto a named table came in a div of its own: here it takes its name back, and is a table before Quarto sees it.
local function unwrap(div)
  local only = div.content[1]
  if #div.content > 1 or #div.classes > 0 or not only or only.t ~= "Table" then return end
  if only.identifier == "" then only.identifier = div.identifier end
  return only
end

-- The question under a heading stays with the heading, and both with what answers it, on one page; notes stay with what
-- they are on, and a few lines of a list with one another.
local FEW = 7

local function is_pair(element) return element and element.t == "Div" and element.classes:includes("pair") end

local function kept(blocks)
  local result = List()
  for i, element in ipairs(blocks) do
    local before, after = blocks[i - 1], blocks[i + 1]
    if element.t == "Para" and before and before.t == "Header" and before.level > 1 and after then
      result:extend(call("block", { element }, "(sticky: true)"))
    elseif (element.t == "BulletList" or element.t == "OrderedList") and #element.content <= FEW then
      result:extend(call("whole", { element }))
    elseif element.t == "Table" and is_pair(after) then
      element.attributes.noted = "yes"
      result:insert(block("#{ let notes = ["))
      result:insert(after)
      result:insert(block("]; ["))
      result:insert(element)
      result:insert(block("] }"))
    elseif not (is_pair(element) and before and before.t == "Table") then
      if element.t == "Figure" and is_pair(after) then element.attributes.noted = "yes" end
      result:insert(element)
    end
  end
  return pandoc.Blocks(result)
end

-- The page for who reads one page is set a little closer, to be one page.
local function first_page(blocks)
  local first, last
  for i, element in ipairs(blocks) do
    local header = element.t == "Header" and element.level == 1
    local kicker = element.t == "Div" and element.classes:includes("kicker")
    if first and i > first and (header or kicker) then break end
    if not first and header then
      if not element.classes:includes("unnumbered") then return blocks end
      first = i
    end
    last = i
  end
  if not first then return blocks end
  for i = first, last do
    blocks[i] = blocks[i]:walk({ Table = function(tbl)
      tbl.attributes.close = "yes"
      return tbl
    end })
  end
  local before = blocks[first - 1]
  local kicked = before and before.t == "Div" and before.classes:includes("kicker")
  blocks:insert(last + 1, block("]"))
  blocks[first].attributes.front = "yes"
  blocks:insert(kicked and first - 1 or first, block("#front["))
  return blocks
end

-- Quarto's writer would make a straight apostrophe of ours.
local function apostrophe(str)
  if not str.text:find("\u{2019}", 1, true) then return end
  local result, rest = List(), str.text
  for before, after in rest:gmatch("(.-)\u{2019}()") do
    if before ~= "" then result:insert(pandoc.Str(before)) end
    result:insert(raw("\\u{2019}"))
    rest = str.text:sub(after)
  end
  if rest ~= "" then result:insert(pandoc.Str(rest)) end
  return result
end

-- A name that begins as a list, a title or a term does in Typst is none: nothing is put before it, so that no line begins with it.
local function no_list(inlines)
  local first = inlines[1]
  if not first or first.t ~= "Str" then return end
  if not first.text:match("^[-+=/]") and not first.text:match("^%d+%.") then return end
  inlines:insert(1, raw('#"";'))
  return inlines
end

function Pandoc(doc)
  doc.blocks = shorter(doc)
  doc.blocks = doc.blocks:walk({ Inlines = no_list })
  doc.blocks = first_page(doc.blocks)
  doc.blocks = lower(doc.blocks:walk({ Div = unwrap }))
  doc.blocks = doc.blocks:walk({ Blocks = kept })
  doc.blocks = openings(doc.blocks)
  -- Tables first: how wide a cell is to be is seen in its words, before they become calls.
  doc.blocks = doc.blocks:walk({ Table = grid })
  if quarto then doc.blocks = doc.blocks:walk({ Str = apostrophe }) end
  doc.blocks = doc.blocks:walk({ Span = span })
  doc.blocks = doc.blocks:walk({ Figure = figure })
  doc.blocks = doc.blocks:walk({ Image = image, Code = code, CodeBlock = code_block })
  doc.blocks = doc.blocks:walk({ traverse = "topdown", Div = div })
  return doc
end
