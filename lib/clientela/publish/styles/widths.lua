-- How wide each column of a table wants to be: its longest cell in letters, within limits.

local LEAST, MOST = 8, 44

-- What is set smaller on a line of its own does not widen its column.
local function letters(cell)
  local plain = pandoc.Blocks(cell.contents):walk({ Span = function(span)
    if span.classes:includes("detail") or span.classes:includes("interval") then return {} end
  end })
  return utf8.len(pandoc.utils.stringify(plain)) or 1
end

-- A header may take two lines, a word never; it is set bold, and the next column's begins right after it.
local function header_letters(cell)
  local text = pandoc.utils.stringify(cell.contents)
  local longest = 0
  for word in text:gmatch("%S+") do longest = math.max(longest, utf8.len(word) or #word) end
  return math.max(math.ceil(longest * 1.3), math.ceil((utf8.len(text) or #text) * 0.6))
end

return function(tbl)
  local widest = {}
  for i = 1, #tbl.colspecs do widest[i] = LEAST end
  local function look(rows, measure)
    for _, row in ipairs(rows) do
      for i, cell in ipairs(row.cells) do
        widest[i] = math.min(MOST, math.max(widest[i] or LEAST, measure(cell)))
      end
    end
  end
  look(tbl.head.rows, header_letters)
  for _, body in ipairs(tbl.bodies) do look(body.body, letters) end
  return widest
end
