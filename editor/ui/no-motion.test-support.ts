// The page of tests knows animations but reports a cancelled one as an error that nobody handles, which no browser does. Without
// the function Fluent shows and hides at once, as with reduced motion.
Reflect.deleteProperty(Element.prototype, 'animate');
