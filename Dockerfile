# A small image with the gate and git: for CI that has neither Rust nor a
# release to take, and for the `image` input of the GitLab component.
#
#     docker build -t ethics-gate .
#     docker run --rm -v "$PWD:/repository:ro" ethics-gate
#
# Pin both bases to a digest where you publish it.
FROM rust:1.95-alpine AS build
# `ring` holds C and assembly; on musl the binary is static.
RUN apk add --no-cache musl-dev
WORKDIR /src
COPY . .
RUN cargo build --release --locked

FROM alpine:3.22
# Bases of changes are read from git's objects.
RUN apk add --no-cache git
COPY --from=build /src/target/release/ethics-gate /usr/local/bin/ethics-gate
COPY --from=build /src/LICENSE-MIT /src/LICENSE-APACHE /usr/share/licenses/ethics-gate/
USER 65532:65532
WORKDIR /repository
# No entry point: GitLab's runner starts a shell in the image.
CMD ["ethics-gate", "check"]
