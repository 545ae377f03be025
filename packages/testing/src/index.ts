/** What tests are made with. Imported from test folders only; run through `pnpm test`, which brings the servers. */

export { longestTask } from '@touchline/browser'
export { freePort } from '@touchline/embedded'
export { type ApiClient, type ApiError, apiClient, type CallInput, type Requester, requesterOf } from './api-client.ts'
export { type GatewayCluster, type GatewayClusterOptions, startGatewayCluster } from './gateway-cluster.ts'
export type { Haproxy } from './haproxy.ts'
export { hostileTexts } from './hostile-texts.ts'
export { packClient } from './pack-client.ts'
export {
  type ServiceCluster,
  type ServiceClusterOptions,
  startServiceCluster,
  testInternalSecret,
} from './service-cluster.ts'
export { type ServiceName, type ServiceProcess, startServiceProcess } from './service-process.ts'
export { type Teardown, tempDir } from './teardown.ts'
export { startBrowser } from './test-browser.ts'
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from './test-database.ts'
export { startPostgresForTest, type TestPostgres } from './test-postgres.ts'
export { startRedis, type TestRedis, testRedis } from './test-redis.ts'
export { connectSocket, type TestSocket, type TestSocketOptions } from './test-socket.ts'
export { serviceToken, type TokenOptions, testSecret, userToken } from './tokens.ts'
export { type WaitOptions, waitFor } from './wait-for.ts'
