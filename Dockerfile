# Two stages: the first builds, the second holds the program, its libraries and redis-server.
ARG BASE_IMAGE=docker.io/library/debian:trixie-slim

FROM ${BASE_IMAGE} AS build
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      binutils ca-certificates cmake g++ ninja-build pkg-config \
      libcli11-dev libcmark-gfm-dev libcmark-gfm-extensions-dev libcpp-httplib-dev libgumbo-dev \
      libhiredis-dev libkainjow-mustache-dev libspdlog-dev libssl-dev libutf8proc-dev \
      prometheus-cpp-dev rapidjson-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN cmake -G Ninja -B /build -DCMAKE_BUILD_TYPE=Release -DTANDEM_TESTS=OFF . \
 && cmake --build /build \
 && cmake --install /build --prefix /out --strip
# The runtime packages are those of the libraries that the program names, whatever this release of
# Debian calls them.
RUN objdump -p /out/bin/tandem | awk '$1 == "NEEDED" { print "*/" $2 }' \
  | xargs dpkg-query --search | cut -d: -f1 | sort -u > /out/packages

FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="Tandem" \
      org.opencontainers.image.description="Keeps Freshdesk tickets and GitHub issues in step" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="0.1.0"
# Copied, not mounted: buildah does not look into a mount when it decides whether a cached layer still
# fits, and would keep the packages of an older program.
COPY --from=build /out/packages /usr/share/tandem/packages
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive xargs -a /usr/share/tandem/packages \
      apt-get install -y --no-install-recommends ca-certificates redis-server \
 && rm -rf /var/lib/apt/lists/* /var/cache/debconf/* /var/log/* \
 && useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin tandem \
 && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /out/bin/tandem /usr/local/bin/tandem
# `data` is ./data by default, so with this working directory it is the volume.
WORKDIR /
VOLUME /data
USER 10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s --retries=3 CMD ["tandem", "health"]
ENTRYPOINT ["tandem"]
CMD ["serve"]
