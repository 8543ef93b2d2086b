-- Which clocks the daily e-mail told somebody of, so that it tells of each once.
GRANT UPDATE (clocks_told) ON casework_noticed TO :app;
