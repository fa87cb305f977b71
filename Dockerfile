# The service, built from source, in an image that holds nothing else: no shell, no package manager, no root.
# tests/contract/container.sh builds and runs it.

FROM rust:1.95-bookworm AS build
WORKDIR /build

# Dependencies first: this layer is rebuilt only when the manifests change. Cargo wants to see the benches that the
# manifest names; it does not build them.
COPY Cargo.toml Cargo.lock build.rs ./
COPY .cargo .cargo
COPY openapi/swagger-ui openapi/swagger-ui
COPY benches benches
RUN mkdir src \
    && echo '//! Stands in for the library.' > src/lib.rs \
    && printf '//! Stands in for the program.\nfn main() {}\n' > src/main.rs \
    && cargo build --release --locked

# Cargo compares times: the sources must be newer than what stood in for them.
COPY examples examples
COPY src src
# For `--version`: --build-arg TWITCH_TRIAGE_COMMIT="$(git rev-parse HEAD)". The history is not part of the build.
ARG TWITCH_TRIAGE_COMMIT=
RUN touch src/lib.rs src/main.rs \
    && cargo build --release --locked

FROM gcr.io/distroless/cc-debian12:nonroot
# The version of Cargo.toml; the commit of `--version`, from the same --build-arg; where the source is published.
ARG VERSION=1.0.0
ARG TWITCH_TRIAGE_COMMIT=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="twitch-triage" \
      org.opencontainers.image.description="Stateless triage of muscle twitches: three levels, how soon to act, and every reason with its source" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${TWITCH_TRIAGE_COMMIT}" \
      org.opencontainers.image.source="${SOURCE}"
COPY --from=build /build/target/release/twitch-triage /usr/local/bin/twitch-triage

# A number, so that an orchestrator can see that it is not root.
USER 65532:65532
# Health and metrics have an address of their own, for the platform and Prometheus only; do not publish it.
ENV TWITCH_TRIAGE_BIND=0.0.0.0:8080 \
    TWITCH_TRIAGE_METRICS_BIND=0.0.0.0:9464
EXPOSE 8080 9464
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s --retries=3 \
    CMD ["/usr/local/bin/twitch-triage", "health"]
ENTRYPOINT ["/usr/local/bin/twitch-triage"]
