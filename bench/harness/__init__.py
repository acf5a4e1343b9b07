"""What bench/compare is made of: servers side by side, a load tool that counts every frame, tables for bench/RESULTS.md."""
