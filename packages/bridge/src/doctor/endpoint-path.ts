/** The way through the maker's pages to the address of an endpoint. */
export const ENDPOINT_PATH =
  'xiaozhi.me > your agent > Configure > MCP endpoint (智能体 > 配置角色 > MCP接入点)';
