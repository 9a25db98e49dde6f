# Computes every line of stats.c's again with R's own functions: Rscript statistics.R FILE. Exits 1 when one differs.
lines <- strsplit(readLines(commandArgs(trailingOnly = TRUE)[1]), "\t", fixed = TRUE)
numbers <- function(text) as.numeric(strsplit(text, " ", fixed = TRUE)[[1]])

# A difference's interval by Newcombe's method 10, from R's intervals of both.
newcombe <- function(a, n, b, m) {
  x <- prop.test(a, n, correct = FALSE)$conf.int
  y <- prop.test(b, m, correct = FALSE)$conf.int
  p <- a / n
  q <- b / m
  c(p - q - sqrt((p - x[1])^2 + (y[2] - q)^2), p - q + sqrt((x[2] - p)^2 + (q - y[1])^2))
}

scale <- function(v) {
  m <- matrix(v[-1], ncol = v[1], byrow = TRUE)
  total <- rowSums(m)
  k <- ncol(m)
  c(k / (k - 1) * (1 - sum(apply(m, 2, var)) / var(total)), sapply(1:k, function(i) cor(m[, i], total - m[, i])))
}

again <- list(
  wilson = function(v) as.numeric(prop.test(v[1], v[2], correct = FALSE)$conf.int),
  newcombe = function(v) newcombe(v[1], v[2], v[3], v[4]),
  fisher = function(v) fisher.test(matrix(c(v[1], v[2] - v[1], v[3], v[4] - v[3]), 2))$p.value,
  shares = function(v) prop.test(v[c(1, 3)], v[c(2, 4)], correct = FALSE)$p.value,
  holm = function(v) p.adjust(v, "holm"),
  distribution = function(v) {
    x <- rep(0:6, v)
    c(mean(x), sd(x), as.numeric(quantile(x, c(0.25, 0.5, 0.9))))
  },
  scale = scale
)

different <- 0
for (line in lines) {
  ours <- numbers(line[3])
  theirs <- suppressWarnings(again[[line[1]]](numbers(line[2])))
  same <- length(ours) == length(theirs) &&
    all((is.nan(ours) & is.nan(theirs)) | (!is.nan(ours) & abs(ours - theirs) <= 1e-9 * pmax(1, abs(theirs))))
  if (!isTRUE(same)) {
    different <- different + 1
    cat("differs:", line[1], substr(line[2], 1, 100), "\n  ours", ours, "\n  R   ", theirs, "\n")
  }
}
counted <- table(sapply(lines, function(line) line[1]))
cat(sprintf("%d %s", counted, names(counted)), sep = ", ")
cat(sprintf("\n%d lines, %d differ from R %s\n", length(lines), different, getRversion()))
if (different > 0 || length(lines) < 1000) quit(status = 1)
