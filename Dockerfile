# A static binary in an empty image: docker run --rm -v "$PWD:/data" bilint check ar/ en/
FROM rust:1-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /src
COPY . .
RUN cargo build --release --locked && cp target/release/bilint /bilint

FROM scratch
COPY --from=build /bilint /bilint
COPY LICENSE-MIT LICENSE-APACHE /
WORKDIR /data
ENTRYPOINT ["/bilint"]
