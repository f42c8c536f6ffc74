/** litelift's own: of package.json, which does not come along into a bundle (test/release holds them to each other). */
export const VERSION = '0.1.0'
