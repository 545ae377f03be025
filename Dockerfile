# The images of the services and of the chat page. Node runs the TypeScript sources as they are, so a service's image holds
# its sources, those of the packages that it imports, and their production dependencies.

FROM node:24-trixie-slim AS workspace
RUN npm install -g pnpm@12
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY packages packages
COPY services services

FROM workspace AS dependencies
ARG SERVICE
RUN --mount=type=cache,id=pnpm,target=/pnpm-store \
    pnpm install --frozen-lockfile --prod --filter-prod "@touchline/${SERVICE}..." --store-dir /pnpm-store --config.package-import-method=copy

FROM node:24-trixie-slim AS service
ARG SERVICE
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=dependencies /app/packages/rules packages/rules
COPY --from=dependencies /app/packages/contracts packages/contracts
COPY --from=dependencies /app/packages/service-kit packages/service-kit
COPY --from=dependencies /app/services/${SERVICE} services/${SERVICE}
# A new volume takes over the owner of the folder that it is mounted on.
RUN mkdir -p /data/uploads && chown node:node /data/uploads
WORKDIR /app/services/${SERVICE}
USER node
EXPOSE 3000
CMD ["node", "src/server.ts"]

FROM workspace AS page
COPY tsconfig*.json ./
COPY deploy/web/placeholder /page
RUN --mount=type=cache,id=pnpm,target=/pnpm-store \
    if [ -f packages/web/package.json ]; then \
      pnpm install --frozen-lockfile --filter "@touchline/web..." --store-dir /pnpm-store --config.package-import-method=copy \
      && pnpm --config.verify-deps-before-run=false --filter @touchline/web build \
      && rm -rf /page && cp -r packages/web/dist /page; \
    fi

FROM caddy:2 AS web
COPY deploy/web/Caddyfile /etc/caddy/Caddyfile
COPY --chmod=755 deploy/web/start.sh /start.sh
COPY --from=page /page /srv
ENV XDG_CONFIG_HOME=/tmp XDG_DATA_HOME=/tmp
USER 1000:1000
EXPOSE 8080
CMD ["/start.sh"]
