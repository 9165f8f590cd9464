import { SCOPES } from '../../domain/principal.ts';
import type { Addresses } from './addresses.ts';
import { AUTHORIZE, JWKS, REGISTER, REVOKE, TOKEN } from './paths.ts';

const CLIENT_AUTH_METHODS = ['none', 'client_secret_basic', 'client_secret_post'] as const;

export interface Offered {
  readonly dynamicRegistration: boolean;
  readonly clientMetadataDocuments: boolean;
}

/** RFC 8414, with what OpenID Connect Discovery wants besides. */
export function authorizationServerDocument(
  { issuer, resource, of }: Addresses,
  { dynamicRegistration, clientMetadataDocuments }: Offered,
): object {
  return {
    issuer,
    authorization_endpoint: of(AUTHORIZE),
    token_endpoint: of(TOKEN),
    ...(dynamicRegistration ? { registration_endpoint: of(REGISTER) } : {}),
    revocation_endpoint: of(REVOKE),
    jwks_uri: of(JWKS),
    scopes_supported: SCOPES,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_methods_supported: CLIENT_AUTH_METHODS,
    revocation_endpoint_auth_methods_supported: CLIENT_AUTH_METHODS,
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    ...(clientMetadataDocuments ? { client_id_metadata_document_supported: true } : {}),
    protected_resources: [resource],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    claims_parameter_supported: false,
  };
}
