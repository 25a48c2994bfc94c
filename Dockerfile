# Two images out of one file: `site` runs web, live, worker and beat; `proxy` stands in front and holds the static files.

FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements/production.txt /tmp/production.txt
RUN pip install --require-hashes -r /tmp/production.txt
WORKDIR /app
COPY . .
# The key signs nothing here: files are collected, no request is answered.
RUN CONTACTCENTER_SECRET_KEY=only-for-building python manage.py prepare --without-database

FROM python:3.13-slim AS site
# Pango lays out the PDF files of letters and registers.
RUN apt-get update -qq \
    && apt-get install -qq -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --no-create-home contactcenter \
    && install -d -o contactcenter -g contactcenter /var/lib/contactcenter
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 CONTACTCENTER_VAR=/var/lib/contactcenter CONTACTCENTER_LOG_FORMAT=json
USER contactcenter
CMD ["gunicorn", "contactcenter.wsgi", "--config", "deploy/gunicorn.conf.py"]

FROM caddy:2 AS proxy
COPY deploy/Caddyfile /etc/caddy/Caddyfile
COPY --from=build /app/staticfiles /srv/static
