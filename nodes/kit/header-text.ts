// What can be sent as an HTTP header: one line, in characters that a header has. Asked wherever a name or value comes from people
// or from elsewhere, before it reaches a connection.

export const headerText = /^[\t\x20-\x7e\x80-\xff]*$/;

const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

export const isHeader = (name: string, value: string): boolean => headerName.test(name) && headerText.test(value);
