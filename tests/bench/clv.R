# CLVTools beside ours: `Rscript clv.R summary FILE.csv` (customers as the package keeps them), `Rscript clv.R bgnbd DAYS.csv` (fit and scores).
suppressPackageStartupMessages({ library(data.table); library(CLVTools) })
setDTthreads(0)
asked <- commandArgs(trailingOnly = TRUE)
last <- proc.time()
laps <- character()
lap <- function(name) {
  now <- proc.time()
  spent <- now - last
  laps <<- c(laps, sprintf('"%s": [%.4f, %.4f]', name, spent[["elapsed"]], spent[["user.self"]] + spent[["sys.self"]]))
  last <<- now
}
say <- function(told) {
  status <- grep("^VmHWM", readLines("/proc/self/status"), value = TRUE)
  peak <- as.numeric(gsub("[^0-9]", "", status)) / 1024
  cat(sprintf('{"laps": {%s}, "peak": %.1f, "told": {%s}}\n', paste(laps, collapse = ", "), peak, told))
}

if (asked[1] == "summary") {
  sales <- fread(asked[2])
  kept <- clvdata(sales, date.format = "ymd", time.unit = "days", name.id = "customer_id", name.date = "date", name.price = "amount")
  lap("all")
  say("")
} else {
  days <- fread(asked[2])
  kept <- clvdata(days, date.format = "ymd", time.unit = "weeks", name.id = "customer_id", name.date = "day", name.price = NULL)
  lap("summary")
  fitted <- bgnbd(kept, verbose = FALSE)
  lap("fit")
  scored <- predict(fitted, prediction.end = 52, verbose = FALSE)
  lap("score")
  top <- coef(fitted)
  say(sprintf('"params": {"r": %.10f, "alpha": %.10f, "a": %.10f, "b": %.10f}, "expected": %.4f', top[["r"]], top[["alpha"]], top[["a"]], top[["b"]], sum(scored$CET)))
}
