import DOMPurify from 'dompurify';

const TAGS =
  'a blockquote br code del div em h1 h2 h3 h4 h5 h6 hr li ol p pre span strong table tbody td th thead tr ul'.split(
    ' ',
  );

/** Their values are no addresses. */
const PLAIN_ATTRIBUTES = 'align class rel start tabindex target'.split(' ');

/** The only way text of others becomes HTML. No styles, no scripts, no pictures, no forms; links to the web and to mail only. */
export function sanitise(html: string): string {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: [...PLAIN_ATTRIBUTES, 'href'],
    ADD_URI_SAFE_ATTR: PLAIN_ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
  });
}
