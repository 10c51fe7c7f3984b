-- What every format needs before its own filter: numbered captions, cross-references, callouts, a list of
-- chapters, and pictures and links that stay inside the report. The same file serves Pandoc and Quarto.
--
-- The dialect, a subset of Quarto's Markdown:
--   ::: {.kicker} :::   the small line above a chapter's title, "5 · Fidelización · ¿Quién se va?"
--   # Finding {#sec-x}  a chapter; the first, {.unnumbered}, is the page for who reads one page
--   # Annex {.annex}    a part of the report for the small print alone, with its ::: {.annex} below
--   # Annex {#sec-annex} all that follows is of the annex: its figures and tables are A1, A2 …; on a page it is folded,
--                       on paper it is a file of its own, and links of one file into the other are text
--   ::: {.lead}         why, in three sentences
--   ::: {.scoreboard}   of ::: {.score}: spans .score-name .score-value .score-change (and .good .bad .careful
--                       .neutral) .score-since .score-note, a picture .spark
--   ::: {.actions}      around a table; cells may hold spans .detail .interval .evidence
--   ::: {.risks}        of ::: {.risk}: a bold title, a text
--   ::: {.pair}         of ::: {.read} and ::: {.do}: how to read it, what to do
--   ![Caption.](figures/x.png){#fig-x fig-alt="…" phone="figures/x-phone.png"}   : Caption. {#tbl-x}   @fig-x @tbl-x
--   ::: {.callout-note} or .callout-warning, with title="…" or a heading; ::: {.missing}, {.annex},
--   {.team-questions}, and {.decision}, whose empty cells are left tall enough to write in

local stringify = pandoc.utils.stringify
local words = {}
local numbers = {}   -- id -> "Figura 3"
local places = {}    -- id of a heading -> its short name
local counts = { fig = 0, tbl = 0 }
local series = ""    -- "A" once the annex has begun
local chapters = {}  -- {id, label, title, sections}

local CALLOUTS = { "note", "warning", "important", "tip", "caution" }

-- Quarto numbers by itself what is called fig-… or tbl-…: there our anchors take another name. The class of a
-- callout changes for the same reason.
local function anchor(id)
  return quarto and id:gsub("-", "_") or id
end

local function read_words(meta)
  for name, word in pairs(meta) do
    local key = name:match("^word%-(.+)$")
    if key then words[key] = stringify(word) end
  end
end

-- A picture is a file beside the report; an address of the outside world, or above it, is not.
local function inside(path)
  return not (path:match("^%a[%w+.-]*:") or path:match("^[/\\]") or path:find("..", 1, true))
end

local function safe_image(image)
  local alt = image.attributes["fig-alt"] or image.attributes["alt"]
  image.attributes["fig-alt"], image.attributes["alt"] = nil, nil
  local phone = image.attributes.phone
  if phone and not inside(phone) then image.attributes.phone = nil end
  if not inside(image.src) then return pandoc.Str(alt or stringify(image.caption)) end
  -- Quarto writes the alternative text from the attribute alone, Pandoc from the image's own words.
  if quarto and alt ~= "" then image.attributes["fig-alt"] = alt end
  if alt then image.caption = alt ~= "" and { pandoc.Str(alt) } or {} end
  image.title = ""
  if FORMAT ~= "html" and FORMAT ~= "html5" then image.attributes.phone = nil end
  return image
end

local asked = {}  -- the names that links of the source lead to

local function safe_link(link)
  local scheme = link.target:match("^(%a[%w+.-]*):")
  if scheme and not ({ http = 1, https = 1, mailto = 1 })[scheme:lower()] then return link.content end
  local id = link.target:match("^#(.+)$")
  if id then asked[id] = true end
end

-- The reader of Quarto leaves the name of a table in the words of its caption: "Sales by month. {#tbl-sales}".
local function name_table(tbl)
  local last = tbl.caption.long[#tbl.caption.long]
  if tbl.identifier ~= "" or not last or not last.content then return tbl end
  local word = last.content[#last.content]
  local id = word and word.t == "Str" and word.text:match("^{#(tbl%-[%w_-]+)}$")
  if not id then return tbl end
  tbl.identifier = id
  last.content:remove()
  if #last.content > 0 and last.content[#last.content].t == "Space" then last.content:remove() end
  return tbl
end

-- A name given twice gets a number; a link to a name that nobody has is plain text. Typst refuses both.
local known = {}

local function name_once(element)
  local name, turn = element.identifier, 1
  if name == "" then return element end
  while known[name] do
    turn = turn + 1
    name = element.identifier .. "-" .. turn
  end
  known[name] = true
  if turn > 1 then element.identifier = name end
  return element
end

local function link_what_exists(link)
  local id = link.target:match("^#(.+)$")
  if id and not known[id] then return link.content end
end

local renamed = {}  -- name of a figure or table -> its anchor

-- "Figura 3. Caption": the number is text of ours in every format, so that all of them agree.
local function number(kind, element)
  local id = element.identifier
  if id:sub(1, #kind + 1) ~= kind .. "-" then return end
  counts[kind] = counts[kind] + 1
  numbers[id] = words[kind] .. " " .. series .. counts[kind]
  local label = pandoc.Span({ pandoc.Str(numbers[id] .. ".") }, { class = "caption-label" })
  local first = element.caption.long[1]
  if first then
    first.content:insert(1, pandoc.Space())
    first.content:insert(1, label)
  else
    element.caption.long = { pandoc.Plain({ label }) }
  end
  renamed[id] = anchor(id)
  element.identifier = anchor(id)
  return element
end

-- Quarto makes a float, with a number of its own, of every table that has a name and a caption: there the name
-- goes to a div around the table.
local function number_table(tbl)
  local numbered = number("tbl", tbl)
  if not (quarto and numbered) then return numbered end
  local name = numbered.identifier
  numbered.identifier = ""
  return pandoc.Div({ numbered }, { id = name })
end

local function refer(cite)
  local id = cite.citations[1].id
  local text = numbers[id] or places[id]
  if #cite.citations > 1 or not text then
    return pandoc.Str((stringify(cite.content)))
  end
  return pandoc.Link({ pandoc.Str(text) }, "#" .. (numbers[id] and anchor(id) or id), "", { class = "ref" })
end

local function callout(div)
  for _, kind in ipairs(CALLOUTS) do
    if div.classes:includes("callout-" .. kind) then
      local title = { pandoc.Str(div.attributes.title or words[kind] or kind) }
      if div.content[1] and div.content[1].t == "Header" then
        local heading = div.content:remove(1)
        known[heading.identifier] = nil
        title = heading.content
      end
      div.content:insert(1, pandoc.Div({ pandoc.Para(title) }, { class = "notice-title" }))
      div.attributes.title = nil
      div.classes = { "notice", "note-" .. kind }
      return div
    end
  end
end

-- Of "+6,1 % frente a hace un año" the figure takes the colour, the comparison stays quiet.
local UNITS = { ["%"] = true, pp = true, ["p."] = true, M = true, k = true }

local function split_change(span)
  if not span.classes:includes("score-change") then return end
  local colour = span.classes:filter(function(class) return class ~= "score-change" end)
  local figure, rest = pandoc.List(span.content), pandoc.List()
  if #figure > 1 and figure[1].t == "Str" and figure[1].text:match("%d") then
    local last = 1
    while figure[last + 2] and UNITS[figure[last + 2].text or ""] do last = last + 2 end
    for i = last + 1, #figure do rest:insert(figure[i]) end
    while #figure > last do figure:remove() end
  end
  local parts = { pandoc.Span(figure, { class = table.concat(colour, " ") }) }
  if #rest > 0 then table.insert(parts, pandoc.Span(rest, { class = "than" })) end
  return pandoc.Span(parts, { id = span.identifier, class = "score-change" })
end

-- Ten numbers in rows of five; of another many, the rows that leave the fewest places empty.
local function rows_of(div)
  if not div.classes:includes("scoreboard") then return end
  local scores = #div.content
  local best = math.max(1, math.min(5, scores))
  for columns = 5, 3, -1 do
    if scores > 5 and -scores % columns < -scores % best then best = columns end
  end
  div.attributes.columns = tostring(best)
  return div
end

-- A pair holds one note of a kind, whatever the source says: a second goes on below the first.
local function one_of_a_kind(div)
  if not div.classes:includes("pair") then return end
  local place, kept = {}, pandoc.Blocks({})
  for _, note in ipairs(div.content) do
    local kind = note.t == "Div" and note.classes[1]
    if kind and place[kind] then
      -- What is taken out of a list is a copy.
      local first = kept[place[kind]]
      first.content = first.content .. note.content
      kept[place[kind]] = first
      known[note.identifier] = nil
    else
      kept:insert(note)
      if kind then place[kind] = #kept end
    end
  end
  div.content = kept
  return div
end

-- A column of numbers stands to the right, whatever the rule under its header says; the first names the row.
local function looks_numeric(text)
  if text == "" or text == "—" then return nil end
  -- Letters glued to digits alone are a code (F1531) and no money: the rule under the header says where that column stands.
  if text:match("^%u+%d+$") then return false end
  local bare = text:gsub("−", "-"):gsub("\u{a0}", " "):gsub("\u{202f}", " "):gsub("[€₡₲±]", "")
  return bare:match("^[+-]? ?[A-Z]?[A-Z]?[A-Z]?%$? ?[+-]?%d[%d., ]* ?%%?$") ~= nil
    or bare:match("^[+-]? ?[A-Z]?[A-Z]?[A-Z]?%$? ?%d[%d.,]* ?[MBkp]p?$") ~= nil
end

local function column_is_numeric(bodies, column)
  local numeric = false
  for _, body in ipairs(bodies) do
    for _, row in ipairs(body.body) do
      local looks = row.cells[column] and looks_numeric(stringify(row.cells[column].contents))
      if looks == false then return false end
      numeric = numeric or looks
    end
  end
  return numeric
end

local function align_numbers(tbl)
  -- Read from a copy: rows that were looked at in a table itself are all put together anew when it is given back.
  local specs, bodies = tbl.colspecs, tbl:clone().bodies
  if specs[1] then specs[1] = { pandoc.AlignLeft, specs[1][2] } end
  for i = 2, #specs do
    if column_is_numeric(bodies, i) then specs[i] = { pandoc.AlignRight, specs[i][2] } end
  end
  tbl.colspecs = specs
  return tbl
end

local function is_kicker(block)
  return block ~= nil and block.t == "Div" and block.classes:includes("kicker")
end

-- A section is known by its title, a chapter by what stands small above it: of "5 · Fidelización · ¿Quién se va?"
-- the number and the topic. The first page has a name of its own.
local function short_name(header, before)
  if header.attributes.short then return header.attributes.short end
  if header.classes:includes("unnumbered") and #chapters == 0 then return words.first end
  local kicker = is_kicker(before) and stringify(before) or stringify(header)
  return kicker:match("^%d+ · [^·]+") and kicker:match("^%d+ · [^·]+"):gsub("%s+$", "") or kicker
end

local function list_chapters(blocks, before)
  for _, block in ipairs(blocks) do
    if block.t == "Header" and block.level == 1 then
      local label = short_name(block, before)
      block.attributes.short = nil
      places[block.identifier] = label
      table.insert(chapters, { id = block.identifier, label = label, sections = {} })
    elseif block.t == "Header" and block.level == 2 and #chapters > 0 then
      places[block.identifier] = stringify(block)
      table.insert(chapters[#chapters].sections, { id = block.identifier, content = block.content })
    elseif block.t == "Div" and not is_kicker(block) then
      list_chapters(block.content, before)
    end
    before = block
  end
  return blocks
end

local function link(content, id)
  return pandoc.Plain({ pandoc.Link(content, "#" .. id) })
end

local function contents()
  local items = {}
  for _, chapter in ipairs(chapters) do
    local item = { link({ pandoc.Str(chapter.label) }, chapter.id) }
    if #chapter.sections > 0 then
      local inner = {}
      for _, section in ipairs(chapter.sections) do
        table.insert(inner, { link(section.content, section.id) })
      end
      table.insert(item, pandoc.BulletList(inner))
    end
    table.insert(items, item)
  end
  return pandoc.MetaBlocks({ pandoc.BulletList(items) })
end

-- A percent sign stays with its number, a minus with its money.
local function keep_together(inlines)
  for i, part in ipairs(inlines) do
    local after = inlines[i + 1]
    if part.t == "Space" and after and after.t == "Str" and after.text:match("^%%") then
      inlines[i] = pandoc.Str("\u{a0}")
    elseif part.t == "Str" and part.text:find("−%$") then
      inlines[i] = pandoc.Str((part.text:gsub("−%$", "−\u{2060}$")))
    end
  end
  return inlines
end

-- Header attributes are changed while listing, and elements of a walked list are copies: rebuild them.
local function forget_short(header)
  if header.attributes.short then
    header.attributes.short = nil
    return header
  end
end

-- What needs every element of a document is done in one walk: a walk costs more than what is done in it.
local FIRST = {
  Image = function(image)
    local safe = safe_image(image)
    return safe.t == "Image" and name_once(safe) or safe
  end,
  Link = safe_link,
  Span = function(span)
    name_once(span)
    return split_change(span) or span
  end,
  Code = name_once,
  CodeBlock = name_once,
  -- The annex counts its own figures and tables, the same in its own file as behind the body.
  Header = function(header)
    if header.identifier == "sec-annex" then series, counts = "A", { fig = 0, tbl = 0 } end
    return name_once(header)
  end,
  Figure = function(figure) return number("fig", name_once(figure)) or figure end,
  Table = function(tbl)
    local aligned = align_numbers(name_once(name_table(tbl)))
    return number_table(aligned) or aligned
  end,
  Div = function(div)
    name_once(div)
    return callout(div) or one_of_a_kind(div) or rows_of(div) or div
  end,
}
local LAST = { Cite = refer, Header = forget_short, Inlines = keep_together }

-- Blocks that have something for the last walk, found by their text: few have.
local function last_walk(blocks)
  local result = pandoc.Blocks({})
  for _, block in ipairs(blocks) do
    if block.t == "Div" then
      block.content = last_walk(block.content)
      result:insert(block)
    else
      local text = stringify(block)
      local concerned = block.t == "Header" or text:find("@", 1, true) or text:find(" %", 1, true) or text:find("−$", 1, true)
      if concerned then result:extend(pandoc.Blocks({ block }):walk(LAST)) else result:insert(block) end
    end
  end
  return result
end

function Pandoc(doc)
  read_words(doc.meta)
  doc.meta.date = doc.meta["as-of"]
  doc.blocks = doc.blocks:walk(FIRST)
  for name in pairs(renamed) do known[name] = nil end
  for _, place in pairs(renamed) do known[place] = true end
  list_chapters(doc.blocks)
  doc.blocks = last_walk(doc.blocks)
  for id in pairs(asked) do
    if not known[id] then
      doc.blocks = doc.blocks:walk({ Link = link_what_exists })
      break
    end
  end
  doc.meta["contents"] = contents()
  return doc
end
