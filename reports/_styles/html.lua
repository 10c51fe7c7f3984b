-- What HTML alone needs: table cells that know their column (cards on a phone), lists told as lists.

local stringify = pandoc.utils.stringify

local WIDE = 8  -- from so many columns on, a table is set smaller
local SLIM = 46  -- letters side by side that a phone has room for
local LONG = 8  -- rows after which a phone folds the rest
local WORD = 16  -- a column of words is no wider than this before it breaks

-- One element beside the label, whatever the cell is made of.
local CELL = pandoc.Attr("", { "cell" })

local function wrap(cell)
  local contents = cell.contents
  local only = contents[1]
  if #contents ~= 1 or only.t ~= "Plain" then return end
  local words = only.content
  if #words > 0 then cell.contents = { pandoc.Plain({ pandoc.Span(words, CELL) }) } end
end

-- Letters that a column wants: its longest word above, its longest cell below.
local function above(tbl, column)
  local most = 0
  for _, row in ipairs(tbl.head.rows) do
    for word in stringify(row.cells[column].contents):gmatch("%S+") do
      most = math.max(most, pandoc.text.len(word))
    end
  end
  return most
end

local function below(bodies, column)
  local most = 0
  for _, body in ipairs(bodies) do
    for _, row in ipairs(body.body) do
      local cell = row.cells[column] and stringify(row.cells[column].contents) or ""
      most = math.max(most, math.min(WORD, pandoc.text.len(cell)))
      if most == WORD then return most end
    end
  end
  return most
end

-- Few letters side by side. What stands above is told first: mostly it is too much already, and no cell need be looked at.
local function is_slim(tbl, bodies)
  local heads, wanted = {}, 2 * #tbl.colspecs
  for column in ipairs(tbl.colspecs) do
    heads[column] = above(tbl, column)
    wanted = wanted + heads[column]
  end
  for column, head in ipairs(heads) do
    if wanted > SLIM then return false end
    wanted = wanted + math.max(head, below(bodies, column)) - head
  end
  return wanted <= SLIM
end

-- On a phone: a table of few letters stays one, the others become cards; many rows are folded.
local function suit_phone(tbl, bodies)
  local rows = 0
  for _, body in ipairs(bodies) do rows = rows + #body.body end
  if is_slim(tbl, bodies) then
    tbl.classes:insert("slim")
  elseif rows > LONG then
    tbl.classes:insert("long")
    tbl.attributes["data-count"] = tostring(rows)
  end
end

local function label_cells(tbl)
  -- Cells of Markdown have no attributes of their own: those of a column share theirs.
  local labels = {}
  local head = tbl.head.rows[#tbl.head.rows]
  for i, cell in ipairs(head and head.cells or {}) do
    local name = stringify(cell.contents)
    if name ~= "" then labels[i] = pandoc.Attr("", {}, { ["data-label"] = name }) end
  end
  local bodies = tbl.bodies
  suit_phone(tbl, bodies)
  for _, body in ipairs(bodies) do
    for _, row in ipairs(body.body) do
      for i, cell in ipairs(row.cells) do
        if labels[i] then cell.attr = labels[i] end
        wrap(cell)
      end
    end
  end
  if #tbl.colspecs >= WIDE then tbl.classes:insert("wide") end
  return tbl
end

-- The script of the what-if blocks comes once, the same text in every report; it reads a block's figures from its attributes.
local scripted = false

local function what_if(div)
  if not scripted then
    scripted = true
    local file = io.open(pandoc.path.join({ pandoc.path.directory(PANDOC_SCRIPT_FILE), "what_if.js" }))
    div.content:insert(pandoc.RawBlock("html", "<script>\n" .. file:read("a") .. "</script>"))
    file:close()
  end
  return div
end

local ROLES = { scoreboard = "list", score = "listitem", risks = "list", risk = "listitem" }

local function tell_role(div)
  for class, role in pairs(ROLES) do
    if div.classes:includes(class) then
      div.attributes.role = role
      return div
    end
  end
  if div.classes:includes("what-if") then return what_if(div) end
  if div.classes:includes("notice") then
    div.attributes.role = "note"
    return div
  end
end

-- A picture that adds nothing for who cannot see it (the small lines under the numbers) says so.
local function hush(image)
  if #image.caption == 0 then
    image.attributes.role = "presentation"
    return image
  end
end

-- A figure with a narrow cut (`phone="figures/x-phone.png"`) shows one or the other, never both.
local function two_cuts(figure)
  local narrow
  figure = figure:walk({ Image = function(image)
    if not image.attributes.phone then return end
    narrow = image:clone()
    narrow.src, narrow.attributes.phone, image.attributes.phone = image.attributes.phone, nil, nil
    narrow.classes:insert("narrow-cut")
    image.classes:insert("wide-cut")
    -- Quarto keeps one picture of a figure, the last: there the narrow one stands before it.
    return quarto and image or { image, narrow }
  end })
  return quarto and narrow and { pandoc.Plain({ narrow }), figure } or figure
end

local function raw(text) return pandoc.RawBlock("html", text) end

local function written(inlines)
  return (pandoc.write(pandoc.Pandoc({ pandoc.Plain(inlines) }), "html"):gsub("%s+$", ""))
end

-- The annex is folded chapter by chapter: its title opens it, by hand, by keyboard, by a link into it, and on paper.
local function fold(div)
  if not div.classes:includes("annex") then return end
  local result, inner, opening = pandoc.Blocks({}), nil, ""
  local function close()
    if not inner then return end
    -- What is inside is said before it is opened.
    local names = pandoc.Inlines({})
    for _, element in ipairs(inner) do
      if element.t == "Header" and element.level == 3 then
        if #names > 0 then names:insert(pandoc.Str(" · ")) end
        names:extend(element.content)
      end
    end
    local said = #names > 0 and '<span class="inside">' .. written(names) .. "</span>" or ""
    result:extend({ raw(opening .. said .. "</summary>"), pandoc.Div(inner, { class = "fold" }), raw("</details>") })
  end
  for _, element in ipairs(div.content) do
    if element.t == "Header" and element.level == 2 then
      close()
      inner = pandoc.Blocks({})
      opening = '<details class="fold"><summary><h2 id="' .. element.identifier .. '">' .. written(element.content) .. "</h2>"
    elseif inner then
      inner:insert(element)
    else
      result:insert(element)
    end
  end
  close()
  div.content = result
  return div
end

-- In one walk: it comes to pictures before figures, and to what stands in a div before the div.
return { { Image = hush, Figure = two_cuts, Table = label_cells, Div = function(div) return fold(div) or tell_role(div) end } }
