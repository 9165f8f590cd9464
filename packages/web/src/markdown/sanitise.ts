import DOMPurify from 'dompurify';

const TAGS =
  'a blockquote br code del div em h1 h2 h3 h4 h5 h6 hr input li ol p pre span strong table tbody td th thead tr ul'.split(
    ' ',
  );

const ATTRIBUTES = 'align checked class disabled href rel start tabindex target type'.split(' ');

/** The only way text of others becomes HTML. No styles, no scripts, no pictures, no forms; links to the web and to mail only. */
export function sanitise(html: string): string {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
  });
}
