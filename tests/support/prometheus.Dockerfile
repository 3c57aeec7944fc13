#  Debian's Prometheus in the place of prom/prometheus, for ./dev docker where that cannot be pulled

FROM debian:trixie-slim
ARG DEBIAN_MIRROR=
RUN [ -z "$DEBIAN_MIRROR" ] || find /etc/apt -name '*.sources' -o -name '*.list' | \
    xargs -r sed -i -E "s#https?://[^ ]*/debian/?( |\$)#$DEBIAN_MIRROR\1#"; \
    apt-get update -qq && \
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends prometheus && \
    rm -rf /var/lib/apt/lists/* && \
    mkdir /prometheus && chown nobody:nogroup /prometheus
USER nobody
WORKDIR /prometheus
ENTRYPOINT ["/usr/bin/prometheus"]
