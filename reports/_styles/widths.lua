-- How wide each column of a table is to be, and how small its letters, so that no word and no number breaks: measured
-- with the widths of our own sans letters, in thousandths of its size.

local WIDTHS = {  -- from the space to the tilde
  200, 289, 426, 497, 497, 824, 609, 249, 303, 303, 418, 497, 249, 311, 249, 350, 497, 497, 497, 497, 497, 497, 497, 497,
  497, 497, 249, 249, 497, 497, 497, 425, 847, 544, 588, 571, 615, 527, 494, 617, 652, 263, 480, 579, 486, 727, 647, 664,
  566, 664, 569, 534, 536, 645, 515, 786, 513, 476, 539, 303, 350, 303, 497, 500, 542, 504, 553, 456, 555, 496, 292, 504,
  544, 246, 247, 495, 255, 829, 547, 542, 555, 555, 347, 419, 338, 544, 467, 719, 446, 467, 425, 303, 241, 303, 497 }
local OTHERS = { [0xa0] = 200, [0x202f] = 120, [0x2014] = 800, [0xd1] = 647 }
local OTHER, BOLD = 545, 1.05
-- What is set smaller, on a line of its own or in a frame.
local SMALLER = { detail = 0.9, interval = 0.9, evidence = 0.9 }
local FRAME = 0.6
-- What is so short stays on one line where the table has room for it: a date, an interval, two words.
local SHORT = 9.2
-- A column of sentences is no narrower than this while there is another way.
local COMFORT = 8.5
-- A word longer than this, such as an address, breaks.
local LONGEST = 16

local function width(text)
  local total = 0
  for _, code in utf8.codes(text) do total = total + (WIDTHS[code - 31] or OTHERS[code] or OTHER) end
  return total / 1000
end

-- The lines a cell is made of, as texts with the size they are set in.
local function pieces(cell)
  local result = {}
  local plain = pandoc.Blocks(cell.contents):walk({ Span = function(span)
    for class, factor in pairs(SMALLER) do
      if span.classes:includes(class) then
        table.insert(result, { pandoc.utils.stringify(span), factor, class == "evidence" and FRAME or 0 })
        return {}
      end
    end
  end })
  local bold = false
  plain:walk({ Strong = function() bold = true end })
  table.insert(result, { pandoc.utils.stringify(plain):gsub("^%s+", ""):gsub("%s+$", ""), bold and BOLD or 1, 0 })
  return result
end

-- The longest line when nothing breaks, when only short lines hold together, and when no word does break; last the
-- longest with a number in it.
local function measure(cell, factor)
  local whole, short, word, figure = 0, 0, 0, 0
  for _, piece in ipairs(pieces(cell)) do
    local text, size, frame = piece[1], piece[2] * factor, piece[3]
    local line = width(text) * size + frame
    whole = math.max(whole, line)
    if line <= SHORT then short = math.max(short, line) end
    if text:find("%d") then figure = math.max(figure, line) end
    for part in text:gmatch("[^ ]+") do word = math.max(word, math.min(LONGEST, width(part) * size + frame)) end
  end
  return whole, math.max(short, word), word, figure
end

-- A header may take two lines where one would cost the cells theirs.
local HEAD, TWO_LINES = 0.98, 0.62

local function look(tbl, lines)
  local whole, short, word = {}, {}, {}
  for i = 1, #tbl.colspecs do whole[i], short[i], word[i] = 1.5, 1.5, 1.5 end
  local function take(i, a, b, c)
    whole[i], short[i], word[i] = math.max(whole[i], a), math.max(short[i], b), math.max(word[i], c)
  end
  for _, row in ipairs(tbl.head.rows) do
    for i, cell in ipairs(row.cells) do
      local a, _, c = measure(cell, HEAD)
      take(i, math.max(c, a * lines), c, c)
    end
  end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      for i, cell in ipairs(row.cells) do
        local a, b, c, figure = measure(cell, 1)
        -- Numbers, with their unit and interval, hold together whatever their length; words that say what they are may break.
        if tbl.colspecs[i][1] == "AlignRight" then
          c = math.min(math.max(c, figure), LONGEST)
          a, b = figure > 0 and math.max(c, figure) or a, c
        end
        take(i, a, b, c)
      end
    end
  end
  for i = 1, #short do short[i] = math.max(short[i], math.min(COMFORT, whole[i])) end
  return whole, short, word
end

local function sum(list)
  local total = 0
  for _, value in ipairs(list) do total = total + value end
  return total
end

-- Columns whose longest lines are cut to the same share, none below its least.
local function share_out(whole, least, room)
  local low, high, result = 0, 1, nil
  for _ = 1, 30 do
    local share = (low + high) / 2
    result = {}
    for i = 1, #whole do result[i] = math.max(least[i], whole[i] * share) end
    if sum(result) > room then high = share else low = share end
  end
  return result
end

-- What is left over goes to every column by its width, to one of numbers half as much.
local function fill(tbl, widths, room)
  local parts = {}
  for i, spec in ipairs(tbl.colspecs) do parts[i] = widths[i] * (spec[1] == "AlignRight" and 0.5 or 1) end
  local left, total = room - sum(widths), sum(parts)
  for i, part in ipairs(parts) do widths[i] = widths[i] + left * part / total end
  return widths
end

-- The first size in which short lines hold together; else, small as may be, the first in which words do.
local function choose(short, word, room, sizes)
  for i = 1, #sizes - 1 do
    if sum(short) <= room(sizes[i]) then return sizes[i], short end
  end
  for _, size in ipairs(sizes) do
    if sum(word) <= room(size) then return size, word end
  end
  return sizes[#sizes], word
end

-- The widths in points of a table's columns on a line so long, with such a gap in each, and the size of its letters, the
-- first of the sizes in which nothing breaks. `ease` is for letters that may be a little wider than ours.
return function(tbl, line, gap, sizes, ease)
  local generous = look(tbl, 1)
  local whole, short, word = look(tbl, TWO_LINES)
  local function room(size) return (line - gap * #tbl.colspecs) / size / ease end
  local size, least = choose(short, word, room, sizes)
  local result
  if sum(generous) <= room(size) then
    result = fill(tbl, generous, room(size))
  elseif sum(whole) <= room(size) then
    result = fill(tbl, whole, room(size))
  elseif sum(least) <= room(size) then
    result = share_out(whole, least, room(size))
  else
    result = pandoc.List(least):map(function(want) return want * room(size) / sum(least) end)
  end
  for i = 1, #result do result[i] = result[i] * size * ease + gap end
  return result, size
end
