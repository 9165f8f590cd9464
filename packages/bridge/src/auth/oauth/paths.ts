/** The paths of the authorization server, behind the path of the issuer if it has one. */
export const AUTHORIZE = '/oauth/authorize';
export const TOKEN = '/oauth/token';
export const REGISTER = '/oauth/register';
export const REVOKE = '/oauth/revoke';
export const JWKS = '/oauth/jwks';
export const INTERACTION = '/oauth/interaction';
export const FOLDER = '/oauth';
