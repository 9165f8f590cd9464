# clawbridge as a container: `serve` on port 3000, state in /data. docs/install.md says how to run it.

FROM node:24.21.0-slim AS build
WORKDIR /build
# Manifests first: as long as they stay the same, so does the layer with the packages.
COPY package.json package-lock.json .npmrc ./
COPY packages/bridge/package.json packages/bridge/
COPY packages/channel/package.json packages/channel/
COPY packages/simulator/package.json packages/simulator/
COPY packages/web/package.json packages/web/
COPY packages/wire/package.json packages/wire/
# No package needs its install script: esbuild and SQLite come compiled.
RUN npm ci --ignore-scripts
COPY LICENSE tsconfig.base.json ./
COPY scripts scripts
COPY packages/bridge/src packages/bridge/src
COPY packages/channel/openclaw.plugin.json packages/channel/plugin-package.json packages/channel/
COPY packages/channel/src packages/channel/src
COPY packages/simulator/src packages/simulator/src
COPY packages/web/index.html packages/web/tsconfig.json packages/web/vite.config.ts packages/web/
COPY packages/web/public packages/web/public
COPY packages/web/src packages/web/src
COPY packages/wire/src packages/wire/src
RUN node scripts/build.mjs && node scripts/assemble.mjs /app

FROM node:24.21.0-slim
LABEL org.opencontainers.image.title="clawbridge" \
      org.opencontainers.image.description="The bridge between OpenClaw and everything that speaks MCP" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT" \
      io.modelcontextprotocol.server.name="io.github.clawbridge/clawbridge"
# Nobody but root can change the program, and it does not run as root.
COPY --from=build /app /app
RUN ln -s /app/clawbridge.cjs /usr/local/bin/clawbridge \
 && install -d -o 1000 -g 1000 -m 700 /data
# Only what is published reaches a container from outside. `serve` refuses this address without authentication.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 CLAWBRIDGE_HOME=/data
VOLUME /data
EXPOSE 3000
USER 1000:1000
WORKDIR /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["clawbridge"]
CMD ["serve"]
