"""Pages and API. Threads, since a request mostly waits for the database; sockets are the business of uvicorn."""

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = 2
threads = 8
# Above what any page needs, below what a person would wait for.
timeout = 60
keepalive = 75
# The proxy is the only one that reaches this port.
forwarded_allow_ips = "*"
