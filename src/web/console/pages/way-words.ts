/** How a connection to a mail server is protected. */
export const securities = { tls: 'TLS 加密', starttls: 'STARTTLS 加密', none: '不加密' } as const
