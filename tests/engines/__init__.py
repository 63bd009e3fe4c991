"""`make engines`: the SQL of `yibao rules sql` on real databases, against `yibao batch`."""
