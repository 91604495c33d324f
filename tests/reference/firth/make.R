# Reference coefficients for tests/unit/test_firth.py, on made-up rows: R 4.2.2, brglm2 (mean bias-reducing adjusted
# scores, which for the logit are Firth's). Run in this folder: Rscript make.R > brglm2.txt
library(brglm2)
rows <- read.csv("made_up.csv")
fit <- glm(done ~ bordering + powerful + deadly, family = binomial, data = rows,
           method = "brglmFit", type = "AS_mean", epsilon = 1e-12, maxit = 1000)
cat("brglm2", as.character(packageVersion("brglm2")), "\n")
for (name in names(coef(fit))) cat(name, sprintf("%.10f", coef(fit)[[name]]), "\n")
