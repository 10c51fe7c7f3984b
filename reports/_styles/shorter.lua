-- On paper a table is read at a glance or not at all: of a long one the first rows stand, and its total; its caption says
-- where the others are. How many, the metadata `most-rows` says; without it every table is whole.

local LEFT = 3  -- fewer than this are not worth leaving out

local function total(row)
  local first = row.cells[1] and pandoc.utils.blocks_to_inlines(row.cells[1].contents)[1]
  return first and first.t == "Strong"
end

return function(doc)
  local most = tonumber(pandoc.utils.stringify(doc.meta["most-rows"] or ""))
  if not most then return doc.blocks end
  local said = pandoc.utils.stringify(doc.meta["word-more"] or "")
  return doc.blocks:walk({ Table = function(tbl)
    local rows = #tbl.bodies == 1 and tbl.bodies[1].body or {}
    if #rows < most + LEFT or #tbl.caption.long == 0 then return end
    local of, kept = #rows, pandoc.List({ table.unpack(rows, 1, most) })
    if total(rows[of]) then kept:insert(rows[of]) end
    tbl.bodies[1].body = kept
    local caption = pandoc.utils.blocks_to_inlines(tbl.caption.long)
    local words = said:gsub("{n}", tostring(most)):gsub("{of}", tostring(of))
    caption:extend({ pandoc.Space(), pandoc.Str(words) })
    tbl.caption.long = { pandoc.Plain(caption) }
    return tbl
  end })
end
