"""The chat on a customer's site: the script that a page embeds, the frame it opens, and the frame's socket."""
