"""What bench/compare measures: one module a table. Each has NAME, options(parser) and run(bench)."""
